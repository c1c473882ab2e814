package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server sees of all its clients when it comes back. */
class FleetTest {
    /** Far enough below twice the usual rate, which is what is promised, to hear of it before that is broken. */
    private static final double MOST = 1.5;

    private static final Duration LAST_PROBE = Duration.ofSeconds(90);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    @ParameterizedTest
    @CsvSource({
        "REFUSED, PT60S",
        "UNAVAILABLE, PT60S",
        "SILENT, PT60S",
        "NAMES_THE_TIME, PT60S",
        "REFUSED, PT30M",
        "NAMES_THE_TIME, PT30M"
    })
    void afterAnOutageAFleetMakesHardlyMoreRequestsThanUsual(Fleet.Outage outage, Duration length) {
        check(outage, length, 300);
    }

    @ParameterizedTest
    @Tag("full")
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    @CsvSource({
        "REFUSED, PT60S",
        "UNAVAILABLE, PT60S",
        "SILENT, PT60S",
        "NAMES_THE_TIME, PT60S",
        "REFUSED, PT30M",
        "UNAVAILABLE, PT30M",
        "SILENT, PT30M",
        "NAMES_THE_TIME, PT30M"
    })
    void tenThousandInstancesMakeHardlyMoreRequestsThanUsual(Fleet.Outage outage, Duration length) {
        check(outage, length, 10_000);
    }

    private static void check(Fleet.Outage outage, Duration length, int instances) {
        Fleet fleet = Fleet.through(outage, length, instances, 20_261_127);
        System.out.println(fleet);
        assertThat(fleet.peakBefore())
                .as("requests a second and instance before the outage")
                .isBetween(0.99, 1.01);
        assertThat(fleet.peakAfter()).as("after it, as a multiple of the usual").isLessThan(MOST);
        assertThat(fleet.slowestReturn()).isLessThan(LAST_PROBE.plus(REQUEST_TIMEOUT));
    }
}
