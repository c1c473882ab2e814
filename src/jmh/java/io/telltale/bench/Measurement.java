package io.telltale.bench;

import java.util.Arrays;
import java.util.List;

/**
 * What was seen of one subject in one scenario and round.
 *
 * @param load what its process says
 * @param arrivals what the receiver says
 */
record Measurement(SubjectName subject, Scenario scenario, int round, Message load, Message arrivals) {
    double lost() {
        return scenario.calls() - arrivals.number("arrived");
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

    private double seconds() {
        return load.number("elapsedNanos") / 1e9;
    }
}
