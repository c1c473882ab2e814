package io.telltale.internal.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.telltale.TracingCheck.Step;
import io.telltale.internal.format.Acceptance;
import io.telltale.internal.http.HttpAnswer;
import io.telltale.internal.http.PeerCertificate;
import io.telltale.internal.http.Stages;
import io.telltale.internal.http.Stages.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Puts what a check saw into the words of its steps; what a trouble means and what helps is {@link Trouble}'s to say. */
final class CheckSteps {
    private static final String STATUS = "status";
    private static final String WORDS = "receiver's words";
    private static final int LONGEST = 900;

    /** Takes secrets out of words of somebody else's. */
    private final UnaryOperator<String> discretion;

    CheckSteps(UnaryOperator<String> discretion) {
        this.discretion = discretion;
    }

    /** No request was made, for the tracing has ended. */
    static Step closed() {
        return Step.failed(STATUS, "Nothing was sent: tracing is closed", "check before it is closed");
    }

    /** No request was made, for the endpoint asked for none. */
    static Step held(Duration wait) {
        return Step.failed(
                STATUS,
                "Nothing was sent: the endpoint named a time (Retry-After) that is " + Math.max(1, wait.toSeconds())
                        + " s ahead",
                Trouble.THROTTLED.remedy());
    }

    /** What was sent is all that is sent. */
    static Step paused() {
        return Step.skipped("sending", "is paused, but for this event", "call resume()");
    }

    static Step interrupted() {
        return Step.failed(STATUS, "The check was interrupted while it waited for the answer", "check again");
    }

    static Step broken(@Nullable Throwable failure) {
        String type = failure == null ? "" : " (" + failure.getClass().getName() + ")";
        return Step.failed(STATUS, Trouble.INTERNAL.inWords() + type, Trouble.INTERNAL.remedy());
    }

    List<Step> of(Stages seen, Answer answer) {
        List<Step> steps = new ArrayList<>();
        steps.add(step("name resolution", Stage.LOOKUP, seen, lookup(seen.lookup())));
        steps.add(step("connection", Stage.CONNECTION, seen, connection(seen.connection())));
        steps.add(step("TLS", Stage.TLS, seen, tls(seen.tls())));
        steps.add(status(seen, answer));
        steps.add(words(answer));
        return steps;
    }

    /** @param words what was seen of the stage; null where there was nothing to do */
    private Step step(String name, Stage stage, Stages seen, @Nullable String words) {
        if (stage.compareTo(seen.reached()) > 0) {
            return notReached(name);
        }
        if (stage == seen.reached()) {
            Trouble trouble = Trouble.of(seen.answer());
            String what = trouble.inWords(seen.answer());
            return Step.failed(name, line(words == null ? what : what + "; " + words), trouble.remedy());
        }
        return words == null ? Step.skipped(name, nothingToDo(stage, seen), null) : Step.ok(name, line(words));
    }

    private static Step notReached(String name) {
        return Step.skipped(name, "not reached", null);
    }

    private static String nothingToDo(Stage stage, Stages seen) {
        return switch (stage) {
            case LOOKUP -> "an address is given, no name";
            case TLS -> seen.isEncrypted() ? "nothing was seen" : "not asked for: TELLTALE_ENDPOINT begins with http";
            default -> "nothing was seen";
        };
    }

    private static @Nullable String lookup(Stages.@Nullable Lookup lookup) {
        if (lookup == null) {
            return null;
        }
        List<String> addresses = lookup.addresses();
        return addresses == null
                ? lookup.name() + " was looked up"
                : lookup.name() + " is " + String.join(", ", addresses) + " (" + millis(lookup.took()) + ")";
    }

    private static @Nullable String connection(Stages.@Nullable Connection connection) {
        if (connection == null) {
            return null;
        }
        String to = "to " + (connection.isToProxy() ? "the proxy at " : "") + connection.address();
        return connection.isOpen() ? to + " (" + millis(connection.took()) + ")" : to;
    }

    private static @Nullable String tls(Stages.@Nullable Tls tls) {
        if (tls == null) {
            return null;
        }
        String version = tls.version() == null ? "" : tls.version() + " (" + millis(tls.took()) + "), ";
        PeerCertificate shown = tls.certificate();
        return version + (shown == null ? "no certificate was shown" : certificate(shown));
    }

    private static String certificate(PeerCertificate shown) {
        return "the server's certificate: " + shown.subject() + ", issued by " + shown.issuer() + ", for "
                + (shown.hosts().isEmpty() ? "no host" : String.join(", ", shown.hosts()))
                + ", valid from " + shown.from() + " until " + shown.until() + " (" + standing(shown, Instant.now())
                + ")";
    }

    private static String standing(PeerCertificate shown, Instant now) {
        if (now.isAfter(shown.until())) {
            return "expired";
        }
        if (now.isBefore(shown.from())) {
            return "not valid yet";
        }
        long days = Duration.between(now, shown.until()).toDays();
        return days == 1 ? "1 day left" : days + " days left";
    }

    private Step status(Stages seen, Answer answer) {
        HttpAnswer http = answer.http();
        if (seen.reached() != Stage.ANSWER) {
            return notReached(STATUS);
        }
        if (answer.isDelivered()) {
            return Step.ok(STATUS, http.status() + " (" + millis(seen.took()) + ")");
        }
        Trouble trouble = Trouble.of(http);
        String redirect = seen.redirect() == null ? "" : "; it points to " + discretion.apply(seen.redirect());
        return Step.failed(STATUS, line(trouble.inWords(http) + redirect), trouble.remedy());
    }

    private Step words(Answer answer) {
        if (answer.http().status() == 0) {
            return notReached(WORDS);
        }
        String body = new String(answer.http().body(), UTF_8);
        Acceptance acceptance = answer.acceptance();
        String said = body.isBlank() ? "none" : Sentences.quoted(discretion.apply(body));
        if (acceptance.rejected() > 0) {
            return Step.failed(WORDS, Trouble.PARTLY_REJECTED.inWords() + " (" + said + ")", "see these words");
        }
        if (answer.isDelivered() && (acceptance.isWebPage() || isWebPage(body))) {
            return Step.failed(WORDS, Trouble.WEB_PAGE.inWords() + " (" + said + ")", Trouble.WEB_PAGE.remedy());
        }
        return body.isBlank() ? Step.skipped(WORDS, said, null) : Step.ok(WORDS, said);
    }

    /** No receiver of any format answers with one, so a proxy or a login page did. */
    private static boolean isWebPage(String body) {
        String begin = body.stripLeading();
        begin = begin.substring(0, Math.min(begin.length(), 20)).toLowerCase(Locale.ROOT);
        return begin.startsWith("<!doctype html") || begin.startsWith("<html");
    }

    private static String line(String text) {
        return Sentences.oneLine(text, LONGEST);
    }

    private static String millis(Duration took) {
        return took.toMillis() + " ms";
    }
}
