package io.telltale.internal.http;

import io.telltale.internal.http.HttpAnswer.Fault;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What kind of failure an exception of OkHttp's is, and its words for the log. */
final class Faults {
    private static final int LONGEST_DETAIL = 300;

    private Faults() {}

    /** @param origin the endpoint's scheme, host and port */
    static HttpAnswer answer(IOException failure, String origin) {
        return HttpAnswer.none(kind(failure), detail(failure, origin));
    }

    private static Fault kind(IOException failure) {
        if (failure instanceof UnknownHostException) {
            return Fault.DNS;
        }
        if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
            return Fault.CONNECT;
        }
        if (failure instanceof SSLException) {
            return TlsFaults.kind(failure);
        }
        if (failure instanceof InterruptedIOException) {
            return Fault.TIMEOUT;
        }
        return Fault.IO;
    }

    /** OkHttp's messages hold hosts, addresses and certificates' names; neither paths nor headers nor bodies. */
    private static String detail(IOException failure, String origin) {
        String words = TlsFaults.words(failure);
        String line =
                (origin + ": " + (words == null ? words(telling(failure)) : words)).replaceAll("[\\p{C}\\s]+", " ");
        return line.length() <= LONGEST_DETAIL ? line : line.substring(0, LONGEST_DETAIL) + "…";
    }

    /** OkHttp wraps what the system said, which says more in fewer words. */
    private static Throwable telling(IOException failure) {
        Throwable cause = failure.getCause();
        return cause == null || cause.getMessage() == null ? failure : cause;
    }

    private static String words(Throwable failure) {
        @Nullable String message = failure.getMessage();
        String type = failure.getClass().getSimpleName();
        return message == null ? type : type + ": " + message;
    }
}
