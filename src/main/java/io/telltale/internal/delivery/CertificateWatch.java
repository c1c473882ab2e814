package io.telltale.internal.delivery;

import io.telltale.TracingConfigException;
import io.telltale.internal.http.Endpoint;
import io.telltale.internal.http.PeerCertificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks now and then whether an endpoint's PEM files have changed: whoever renews them need not restart the application.
 * Confined to the thread that runs it; never throws.
 */
final class CertificateWatch {
    /** Files are compared by content, for one that is renewed through a symbolic link looks the same otherwise. */
    static final Duration INTERVAL = Duration.ofSeconds(10);

    private static final Duration SOON = Duration.ofDays(7);

    private final Endpoint endpoint;
    private final DeliveryLog log;
    private final InstantSource wallClock;
    private final Runnable renewed;

    /** What is wrong with the files, as it was told; null while they are in order. */
    private @Nullable String told;

    /** The client certificate whose end was told. */
    private @Nullable PeerCertificate ending;

    /** @param renewed told when the endpoint has changed to other certificates */
    CertificateWatch(Endpoint endpoint, DeliveryLog log, InstantSource wallClock, Runnable renewed) {
        this.endpoint = endpoint;
        this.log = log;
        this.wallClock = wallClock;
        this.renewed = renewed;
    }

    /** Looks at such intervals from then on, until {@code scheduler} is shut down; not at all where there are no files. */
    @SuppressWarnings("FutureReturnValueIgnored") // a look throws nothing
    void start(ScheduledExecutorService scheduler, Duration interval) {
        if (endpoint.isRenewable()) {
            scheduler.scheduleWithFixedDelay(this::look, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    void look() {
        try {
            String news = endpoint.renew();
            told = null;
            if (news != null) {
                log.certificatesRenewed(news);
                renewed.run();
            }
        } catch (TracingConfigException broken) {
            tell(String.join(" ", broken.problems()));
        } catch (Throwable bug) { // the scheduler would look no more
            tell(bug.getClass().getName());
        }
        warnOfEnd();
    }

    private void tell(String problems) {
        if (!problems.equals(told)) {
            told = problems;
            log.failure(Trouble.CERTIFICATE_FILES, Trouble.CERTIFICATE_FILES.inWords() + " (" + problems + ")");
        }
    }

    private void warnOfEnd() {
        PeerCertificate own = endpoint.clientCertificate();
        Instant now = wallClock.instant();
        if (own != null && !own.equals(ending) && own.until().isBefore(now.plus(SOON))) {
            ending = own;
            String end = own.until().isBefore(now) ? "expired" : "will expire";
            log.failure(
                    Trouble.CLIENT_CERTIFICATE_ENDS,
                    Trouble.CLIENT_CERTIFICATE_ENDS.inWords() + " (" + end + " " + own.until() + ": " + own.inShort()
                            + ")");
        }
    }
}
