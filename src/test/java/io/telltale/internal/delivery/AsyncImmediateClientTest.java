package io.telltale.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.EncodedEvent;
import io.telltale.internal.delivery.Answer.Meaning;
import io.telltale.internal.http.HttpAnswer;
import io.telltale.internal.http.HttpAnswer.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AsyncImmediateClientTest {
    private static final HttpAnswer OK = FakeEndpoint.status(200);
    private static final HttpAnswer DOWN = FakeEndpoint.status(500);
    private static final Batch BATCH = Batch.of(List.of(new EncodedEvent(FakeFormat.ENVELOPE, new byte[] {'e'}, 0)));

    private final VirtualTime time = new VirtualTime();
    private final FakeEndpoint endpoint = new FakeEndpoint(time);
    private final Gate gate = new Gate(5, Duration.ofSeconds(60), time::nanos, () -> 0.5);
    private final List<HttpAnswer> observed = new ArrayList<>();

    @Test
    void anAcceptedBatchIsSentOnce() {
        CompletableFuture<Answer> answer = send(client(endpoint));
        time.advance(Duration.ofSeconds(1));
        assertThat(answer.join().isDelivered()).isTrue();
        assertThat(endpoint.requests()).hasSize(1);
        assertThat(observed).hasSize(1);
    }

    @Test
    void nothingButATaskOfTheSchedulerWaitsInABackOff() {
        endpoint.answers(DOWN);
        CompletableFuture<Answer> answer = send(client(endpoint));
        time.advance(Duration.ofMillis(50));
        assertThat(answer).isNotDone();
        assertThat(time.pending()).as("the next attempt").isEqualTo(1);
        time.advance(Duration.ofSeconds(1));
        assertThat(answer.join().http()).isEqualTo(DOWN);
        assertThat(endpoint.requests()).hasSize(3);
    }

    @Test
    void aTimeThatTheServerNamesWithinTheLongestBackOffIsWaitedFor() {
        endpoint.answers(request -> endpoint.requests().size() == 1 ? FakeEndpoint.retryAfter(429, "2") : OK);
        CompletableFuture<Answer> answer = send(client(endpoint));
        time.advance(Duration.ofSeconds(2));
        assertThat(endpoint.requests()).hasSize(1);
        time.advance(Duration.ofMillis(10));
        assertThat(answer.join().isDelivered()).isTrue();
    }

    @Test
    void aTimeBeyondTheLongestBackOffEndsTheAttemptsAndShutsTheGate() {
        endpoint.answers(FakeEndpoint.retryAfter(503, "3"));
        CompletableFuture<Answer> answer = send(client(endpoint));
        time.advance(Duration.ofMillis(1));
        assertThat(answer.join().meaning()).isEqualTo(Meaning.BUSY);
        assertThat(gate.waitNanos(time.nanos())).isPositive();
        assertThat(send(client(endpoint)).join().meaning()).isEqualTo(Meaning.NOT_PERMITTED);
        assertThat(endpoint.requests()).hasSize(1);
    }

    @Test
    void aBreakerThatOpensBetweenAttemptsEndsThemWithTheLastAnswer() {
        endpoint.answers(DOWN);
        CompletableFuture<Answer> answer = send(client(endpoint));
        time.advance(Duration.ofMillis(50));
        while (!gate.isOpen()) {
            gate.fail();
        }
        time.advance(Duration.ofMillis(100));
        assertThat(endpoint.requests()).hasSize(1);
        assertThat(answer.join().http()).isEqualTo(DOWN);
        assertThat(answer.join().mayRetry(Duration.ofSeconds(2))).isFalse();
    }

    @Test
    void whatWasGivenUpOnIsNotTriedAgain() {
        endpoint.answers(DOWN);
        boolean[] givenUp = {false};
        CompletableFuture<Answer> answer = client(endpoint).send(BATCH, () -> givenUp[0]);
        time.advance(Duration.ofMillis(50));
        givenUp[0] = true;
        time.advance(Duration.ofSeconds(1));
        assertThat(endpoint.requests()).hasSize(1);
        assertThat(answer.join().http()).isEqualTo(DOWN);
        assertThat(gate.notPermitted()).isZero();
    }

    @Test
    void anAttemptThatThrowsWasNotSentAndLeavesItsPermitToTheNext() {
        assertThatAFailureIsNotSent((envelope, events) -> {
            throw new NoClassDefFoundError("okhttp3/Gone");
        });
    }

    @Test
    void anAttemptThatCompletesExceptionallyWasNotSentAndLeavesItsPermitToTheNext() {
        assertThatAFailureIsNotSent(
                (envelope, events) -> CompletableFuture.failedFuture(new IllegalStateException("broken")));
    }

    private void assertThatAFailureIsNotSent(AsyncImmediateClient.Attempt broken) {
        while (!gate.isOpen()) {
            gate.fail();
        }
        gate.allowProbe();
        assertThat(send(client(broken)).join().meaning()).isEqualTo(Meaning.NOT_SENT);
        assertThat(observed).isEmpty();
        CompletableFuture<Answer> next = send(client(endpoint));
        time.advance(Duration.ofMillis(1));
        assertThat(next.join().isDelivered()).isTrue();
        assertThat(gate.isClosed()).isTrue();
    }

    @Test
    void aLaterAttemptThatThrowsEndsTheAttemptsToo() {
        endpoint.answers(DOWN);
        int[] calls = {0};
        CompletableFuture<Answer> answer = send(client((envelope, events) -> {
            if (++calls[0] == 1) {
                return endpoint.post(envelope, events);
            }
            throw new IllegalStateException("broken");
        }));
        time.advance(Duration.ofSeconds(1));
        assertThat(answer.join().meaning()).isEqualTo(Meaning.NOT_SENT);
    }

    @Test
    void aSchedulerThatIsShutDownEndsTheAttempts() {
        endpoint.answers(FakeEndpoint.fault(Fault.IO));
        CompletableFuture<Answer> answer = send(client(endpoint));
        time.after(0, time::shutdown);
        time.advance(Duration.ofSeconds(1));
        assertThat(answer).isCompletedExceptionally();
    }

    @Test
    void theShortestBackOffsStillLeadToFurtherAttempts() {
        endpoint.answers(DOWN);
        Backoff tiny = new Backoff(Duration.ofNanos(1), Duration.ofNanos(1), () -> 0);
        CompletableFuture<Answer> answer = client(endpoint, tiny).send(BATCH, () -> false);
        time.advance(Duration.ofMillis(10));
        assertThat(answer).isDone();
        assertThat(endpoint.requests()).hasSize(3);
    }

    private CompletableFuture<Answer> send(AsyncImmediateClient client) {
        return client.send(BATCH, () -> false);
    }

    private AsyncImmediateClient client(AsyncImmediateClient.Attempt attempt) {
        return client(attempt, new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), () -> 0.5));
    }

    private AsyncImmediateClient client(AsyncImmediateClient.Attempt attempt, Backoff backoff) {
        return new AsyncImmediateClient(
                attempt,
                new FakeFormat(10),
                gate,
                3,
                backoff,
                Duration.ofSeconds(2),
                time,
                time::nanos,
                time.wallClock(),
                (answer, nanos) -> observed.add(answer));
    }
}
