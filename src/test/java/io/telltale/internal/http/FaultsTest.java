package io.telltale.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.internal.http.HttpAnswer.Fault;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FaultsTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new UnknownHostException("h"), Fault.DNS),
                Arguments.of(new ConnectException("refused"), Fault.CONNECT),
                Arguments.of(new NoRouteToHostException("h"), Fault.CONNECT),
                Arguments.of(new SSLHandshakeException("x"), Fault.TLS),
                Arguments.of(new SSLHandshakeException("Received fatal alert: protocol_version"), Fault.TLS_VERSION),
                Arguments.of(new SSLException("Unsupported or unrecognized SSL message"), Fault.NO_TLS),
                Arguments.of(new SSLPeerUnverifiedException("x"), Fault.TLS),
                Arguments.of(new SocketTimeoutException("Connect timed out"), Fault.TIMEOUT),
                Arguments.of(new InterruptedIOException("timeout"), Fault.TIMEOUT),
                Arguments.of(new SocketException("Connection reset"), Fault.IO),
                Arguments.of(new EOFException(), Fault.IO));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureIsOfItsKindAndSaysWhere(IOException failure, Fault kind) {
        HttpAnswer answer = Faults.answer(failure, "http://h:80");

        assertThat(answer.fault()).isEqualTo(kind);
        assertThat(answer.detail())
                .startsWith("http://h:80: " + failure.getClass().getSimpleName());
    }

    @Test
    void wordsAreOneLineOfBoundedLength() {
        HttpAnswer answer = Faults.answer(new IOException("a\r\nb " + "c".repeat(1_000)), "http://h:80");

        assertThat(answer.detail())
                .hasSizeLessThanOrEqualTo(301)
                .contains("a b")
                .doesNotContain("\n");
    }
}
