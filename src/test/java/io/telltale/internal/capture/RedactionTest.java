package io.telltale.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    private final Redaction redaction = new Redaction(List.of(
            "password", "passwd", "secret", "token", "api-key", "authorization", "ssn", "Card_Number", "", " "));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "PASSWORD",
                "Pass_Word",
                "pass-word",
                "pass word",
                "userPassword",
                "dbpassword",
                "passwords",
                "password2",
                "passwordHash",
                "API_KEY",
                "apiKey",
                "x-api-key",
                "stripe.api.key",
                "accessToken",
                "token",
                "tokens",
                "TOKEN_1",
                "csrftoken",
                "ssn",
                "SSN",
                "userSsn",
                "user_ssn",
                "user.SSN",
                "ssn2",
                "cardnumber",
                "creditCardNumber",
                "clientSecret",
                "secretKey",
                "Authorization",
                "Proxy-Authorization",
                "2ssn",
                "İİİ_ssn"
            })
    void aSecretsNameIsHidden(String name) {
        assertThat(redaction.hides(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "1",
                "_",
                "id",
                "name",
                "tokenizer",
                "tokenCount",
                "lessn",
                "LESSN",
                "pass",
                "İİİssn",
                "card",
                "number",
                "key"
            })
    void anyOtherNameIsNot(String name) {
        assertThat(redaction.hides(name)).isFalse();
    }

    @Test
    void aListWithoutWordsHidesNothing() {
        assertThat(new Redaction(List.of("", "-")).hides("password")).isFalse();
    }

    @Test
    void aDeclaredNameIsJudgedAsAnyOtherHoweverManyThereAre() {
        for (int i = 0; i < 5_000; i++) {
            for (int again = 0; again < 2; again++) {
                assertThat(redaction.hidesDeclared("plain" + i)).isFalse();
                assertThat(redaction.hidesDeclared(i + "password")).isTrue();
            }
        }
        assertThat(redaction.hidesDeclared("x".repeat(1_000) + "token")).isTrue();
        assertThat(redaction.remembered()).isEqualTo(2_000);
    }
}
