package io.telltale.internal.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.telltale.EncodedEvent;
import io.telltale.Envelope;
import io.telltale.internal.http.HttpAnswer;
import io.telltale.internal.http.HttpAnswer.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An endpoint in virtual time that answers as a test says, or when it says. */
final class FakeEndpoint implements AsyncImmediateClient.Attempt {
    private final VirtualTime time;
    private final List<Request> requests = new ArrayList<>();
    private final List<Request> underWay = new ArrayList<>();
    private final List<String> accepted = new ArrayList<>();
    private Function<Request, @Nullable HttpAnswer> behaviour = request -> status(200);
    private Duration latency = Duration.ofMillis(1);
    private int mostUnderWay;

    FakeEndpoint(VirtualTime time) {
        this.time = time;
    }

    /** One request that arrived, with the names of its events. */
    final class Request {
        final List<String> events;
        final Envelope envelope;
        final Duration at = time.elapsed();
        private final CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();

        Request(Envelope envelope, List<EncodedEvent> events) {
            this.envelope = envelope;
            this.events = events.stream().map(FakeEndpoint::name).toList();
        }

        void answer(HttpAnswer with) {
            underWay.remove(this);
            if (with.status() / 100 == 2) {
                accepted.addAll(events);
            }
            answer.complete(with);
        }

        @Override
        public String toString() {
            return at.toMillis() + " ms: " + events;
        }
    }

    @Override
    public CompletableFuture<HttpAnswer> post(Envelope envelope, List<EncodedEvent> events) {
        Request request = new Request(envelope, events);
        requests.add(request);
        underWay.add(request);
        mostUnderWay = Math.max(mostUnderWay, underWay.size());
        HttpAnswer with = behaviour.apply(request);
        if (with != null) {
            time.after(latency.toNanos(), () -> request.answer(with));
        }
        return request.answer;
    }

    /** Answers every request from now on; null leaves one without an answer until the test gives it. */
    void answers(Function<Request, @Nullable HttpAnswer> how) {
        behaviour = how;
    }

    void answers(HttpAnswer always) {
        behaviour = request -> always;
    }

    void answersNothing() {
        behaviour = request -> null;
    }

    void latency(Duration each) {
        latency = each;
    }

    List<Request> requests() {
        return requests;
    }

    Request request(int index) {
        return requests.get(index);
    }

    Request last() {
        return requests.get(requests.size() - 1);
    }

    List<Request> underWay() {
        return underWay;
    }

    int mostUnderWay() {
        return mostUnderWay;
    }

    /** The names of accepted events, as they came, repeats included. */
    List<String> accepted() {
        return accepted;
    }

    Set<String> distinct() {
        return new HashSet<>(accepted);
    }

    /** When each request arrived, since time began. */
    List<Duration> times() {
        return requests.stream().map(request -> request.at).toList();
    }

    static HttpAnswer status(int status) {
        return new HttpAnswer(status, Fault.NONE, "", null, null, new byte[0]);
    }

    /** Accepted, with words in {@link FakeFormat}'s manner. */
    static HttpAnswer accepted(String words) {
        return new HttpAnswer(200, Fault.NONE, "", null, null, words.getBytes(UTF_8));
    }

    static HttpAnswer retryAfter(int status, String wait) {
        return new HttpAnswer(status, Fault.NONE, "", wait, null, new byte[0]);
    }

    static HttpAnswer fault(Fault fault) {
        return new HttpAnswer(0, fault, "somewhere", null, null, new byte[0]);
    }

    private static String name(EncodedEvent event) {
        return new String(event.body(), UTF_8).strip();
    }
}
