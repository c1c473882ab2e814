package io.telltale.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What was seen of one subject in one scenario and round.
 *
 * @param load what its process says
 * @param arrivals what the receiver says
 */
record Measurement(SubjectName subject, Scenario scenario, int round, Message load, Message arrivals) {
    /** The direct calls are sent nowhere. */
    double lost() {
        return subject == SubjectName.DIRECT ? 0 : scenario.calls() - arrivals.number("arrived");
    }

    double lostShare() {
        return lost() / scenario.calls();
    }

    double duplicates() {
        return arrivals.number("duplicates");
    }

    double arrivalP50Millis() {
        return arrivals.number("arrivalP50") / 1e6;
    }

    double arrivalP99Millis() {
        return arrivals.number("arrivalP99") / 1e6;
    }

    /** From the first call to the last acknowledgement. */
    double acknowledgedAfterMillis() {
        return (arrivals.number("lastAcknowledged") - load.number("start")) / 1e6;
    }

    double requestsPerSecond() {
        return arrivals.number("requests") / seconds();
    }

    double callP50Nanos() {
        return load.number("callP50");
    }

    double threadCpuNanos() {
        return load.decimal("threadCpu");
    }

    double allocatedBytes() {
        return load.decimal("allocated");
    }

    double processCpuMicros() {
        return load.decimal("processCpu") / 1e3;
    }

    /** Calls a second that were made. */
    double rate() {
        return scenario.calls() / seconds();
    }

    /** Thread CPU in nanoseconds a call, for each second. */
    List<Double> threadCpuBySecond() {
        return Arrays.stream(load.text("cpuBySecond").split(","))
                .map(Double::valueOf)
                .toList();
    }

    /** One line for who waits for the tables. */
    String summary() {
        String caller = String.format(
                Locale.ROOT,
                "round %d, %s, %s: %.0f calls/s; a call: p50 %.0f ns, thread %.0f ns, %.0f B, process %.2f µs",
                round,
                scenario.name(),
                subject.argument(),
                rate(),
                callP50Nanos(),
                threadCpuNanos(),
                allocatedBytes(),
                processCpuMicros());
        if (subject == SubjectName.DIRECT) {
            return caller;
        }
        return caller
                + String.format(
                        Locale.ROOT,
                        "; arrival p50 %.1f p99 %.1f ms, lost %.0f, duplicates %.0f, %.0f requests/s, all after %.0f ms",
                        arrivalP50Millis(),
                        arrivalP99Millis(),
                        lost(),
                        duplicates(),
                        requestsPerSecond(),
                        acknowledgedAfterMillis());
    }

    private double seconds() {
        return load.number("elapsedNanos") / 1e9;
    }
}
