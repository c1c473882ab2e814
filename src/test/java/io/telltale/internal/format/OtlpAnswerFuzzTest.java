package io.telltale.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import io.telltale.Mutations;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Whatever a receiver of OTLP answers: it is read without a failure, and as a strict reader reads it if that can. */
class OtlpAnswerFuzzTest {
    @FuzzTest
    void anyBodyIsReadAndAWellFormedOneAsItIsMeant(byte[] body) {
        Acceptance acceptance = OtlpAnswer.read(body);
        assertThat(acceptance.rejected()).isNotNegative();
        if (acceptance.message() != null) {
            assertThat(acceptance.message()).isNotBlank();
            assertThat(acceptance.toString()).hasSizeLessThan(60);
        }
        OptionalLong rejected = rejectedByStrictReader(body);
        if (rejected.isPresent()) {
            assertThat(acceptance.rejected()).isEqualTo(Math.max(0, rejected.getAsLong()));
        }
    }

    @Test
    void theSameOfChangedFilesOfTheCorpus() {
        Mutations.of(
                OtlpAnswerFuzzTest.class,
                "anyBodyIsReadAndAWellFormedOneAsItIsMeant",
                10_000,
                this::anyBodyIsReadAndAWellFormedOneAsItIsMeant);
    }

    /** Present if all of it is JSON and {@code rejectedSpans} a whole number, as a number or as text. */
    private static OptionalLong rejectedByStrictReader(byte[] body) {
        try {
            JsonNode rejected = Wire.parse(body).at("/partialSuccess/rejectedSpans");
            return rejected.canConvertToLong() && rejected.isIntegralNumber()
                            || rejected.asText().matches("-?[0-9]{1,18}")
                    ? OptionalLong.of(rejected.asLong())
                    : OptionalLong.empty();
        } catch (AssertionError | UncheckedIOException | NumberFormatException notForThatReader) {
            return OptionalLong.empty();
        }
    }
}
