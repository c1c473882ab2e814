package io.telltale.internal.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.TraceContext;
import io.telltale.TraceFailure;
import io.telltale.internal.format.WireJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FailureTextTest {
    private final Snapshotter snapshotter = new Snapshotter(WireJson.format(), new Redaction(List.of()), 8192, null);

    @Test
    void aUsualExceptionLooksAsTheJvmPrintsIt() {
        Exception cause = new IOException("disk full");
        Exception thrown = new IllegalStateException("can't save", cause);
        thrown.addSuppressed(new IllegalArgumentException());
        StringWriter expected = new StringWriter();
        thrown.printStackTrace(new PrintWriter(expected, true));

        TraceFailure failure = snapshotter.failure(thrown);

        assertThat(failure.type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(failure.message()).isEqualTo("can't save");
        assertThat(failure.stackTrace()).isEqualTo(expected.toString().replace("\r\n", "\n"));
    }

    @Test
    void anExceptionWithoutMessageHasNone() {
        assertThat(snapshotter.failure(new IOException()).message()).isNull();
    }

    @Test
    void aLongTraceIsCutAtSixteenKibibytes() {
        StackTraceElement[] frames = new StackTraceElement[2000];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = new StackTraceElement("a.Bé漢😀", "m" + i, "B.java", i);
        }
        Exception thrown = new Exception("x");
        thrown.setStackTrace(frames);

        String trace = snapshotter.failure(thrown).stackTrace();

        assertThat(trace).endsWith("<telltale: cut at 16 KiB>");
        assertThat(trace.getBytes(UTF_8).length).isBetween(FailureText.MAX_BYTES - 4, FailureText.MAX_BYTES);
    }

    @Test
    void aLongMessageIsCut() {
        TraceFailure failure = snapshotter.failure(new Exception("m".repeat(10_000_000)));

        assertThat(failure.message()).hasSizeLessThanOrEqualTo(8192).endsWith(" characters left out>");
        assertThat(failure.stackTrace().length()).isLessThanOrEqualTo(FailureText.MAX_BYTES);
    }

    @Test
    void causesInACircleEnd() {
        Exception first = new Exception("first");
        Exception second = new Exception("second", first);
        first.initCause(second);
        first.addSuppressed(second);

        assertThat(snapshotter.failure(first).stackTrace()).contains("second").contains("told above");
    }

    @Test
    void aLongChainOfCausesIsBounded() {
        Exception chain = new Exception("0");
        for (int i = 1; i < 100_000; i++) {
            chain = new Exception("" + i, chain);
            chain.setStackTrace(new StackTraceElement[0]);
        }
        assertThat(snapshotter.failure(chain).stackTrace().length()).isLessThanOrEqualTo(FailureText.MAX_BYTES);
    }

    private static final class Hostile extends RuntimeException {
        @Override
        public String getMessage() {
            throw new IllegalStateException("secret");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new StackOverflowError();
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new OutOfMemoryError("pretended");
        }
    }

    @Test
    void anExceptionWhoseOwnMethodsThrowIsTold() {
        TraceFailure failure = snapshotter.failure(new Hostile());

        assertThat(failure.type()).endsWith("Hostile");
        assertThat(failure.message()).isEqualTo("<telltale: getMessage failed, java.lang.IllegalStateException>");
        assertThat(failure.stackTrace()).contains("getStackTrace failed", "StackOverflowError");
    }

    @Test
    void anExceptionWhoseOwnMethodsReturnNullIsTold() {
        Exception nulls = new Exception() {
            @Override
            public StackTraceElement[] getStackTrace() {
                return null;
            }
        };
        Exception holes = new Exception() {
            @Override
            public StackTraceElement[] getStackTrace() {
                return new StackTraceElement[2];
            }
        };
        assertThat(snapshotter.failure(nulls).stackTrace()).contains("FailureTextTest");
        assertThat(snapshotter.failure(holes).stackTrace()).contains("at null");
    }

    @Test
    void tracedCallsPassStraightThroughWhileAnExceptionIsTold() {
        boolean[] suppressed = new boolean[1];
        Exception curious = new Exception() {
            @Override
            public String getMessage() {
                suppressed[0] = TraceContext.isSuppressed();
                return "m";
            }
        };
        snapshotter.failure(curious);

        assertThat(suppressed[0]).isTrue();
        assertThat(TraceContext.isSuppressed()).isFalse();
    }

    @Test
    void sizesInUtf8AreThoseOfTheEncoder() {
        Random random = new Random(3);
        for (int round = 0; round < 5000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i >= 0; i--) {
                text.appendCodePoint(
                        switch (random.nextInt(3)) {
                            case 0 -> random.nextInt(0x80);
                            case 1 -> random.nextInt(0xd800);
                            default -> 0x10000 + random.nextInt(0x100000);
                        });
            }
            int bytes = text.toString().getBytes(UTF_8).length;
            assertThat(Utf8.length(text.toString(), text.length())).isEqualTo(bytes);
            assertThat(Utf8.fit(text.toString(), bytes)).isEqualTo(text.length());
            assertThat(Utf8.fit(text.toString(), bytes - 1)).isLessThan(text.length());
        }
    }
}
