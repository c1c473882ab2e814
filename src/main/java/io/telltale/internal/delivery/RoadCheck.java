package io.telltale.internal.delivery;

import io.telltale.TracingCheck;
import io.telltale.TracingCheck.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A check on a road in use. Its one request goes through a pause and an open breaker, for somebody asked for it by hand, and
 * takes no probe from the courier; what it meets is news to the gate. The time that a server named stands. Thread-safe.
 */
final class RoadCheck {
    private final EndpointCheck check;
    private final Gate gate;
    private final Courier courier;
    private final AsyncImmediateClient.RequestObserver observer;
    private final LongSupplier nanoClock;

    RoadCheck(
            EndpointCheck check,
            Gate gate,
            Courier courier,
            AsyncImmediateClient.RequestObserver observer,
            LongSupplier nanoClock) {
        this.check = check;
        this.gate = gate;
        this.courier = courier;
        this.observer = observer;
        this.nanoClock = nanoClock;
    }

    TracingCheck run() {
        long hold = gate.holdNanos();
        if (hold > 0) {
            return new TracingCheck(List.of(CheckSteps.held(Duration.ofNanos(hold))));
        }
        long began = nanoClock.getAsLong();
        EndpointCheck.Result result = check.send();
        Answer answer = result.answer();
        if (answer != null) {
            observer.answered(answer.http(), nanoClock.getAsLong() - began);
            heed(answer);
        }
        List<Step> steps = new ArrayList<>(result.steps());
        if (gate.isPaused()) {
            steps.add(CheckSteps.paused());
        }
        return new TracingCheck(steps);
    }

    private void heed(Answer answer) {
        gate.heed(answer.verdict());
        if (answer.retryAfter() != null) {
            gate.hold(answer.retryAfter());
        }
        if (answer.isDelivered()) {
            courier.endpointIsBack();
        }
    }
}
