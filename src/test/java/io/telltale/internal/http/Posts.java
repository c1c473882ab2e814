package io.telltale.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.telltale.EncodedEvent;
import io.telltale.Envelope;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What the tests of this room post. */
final class Posts {
    static final Envelope ENVELOPE = new Envelope(
            "application/json", "{\"events\":[".getBytes(UTF_8), ",".getBytes(UTF_8), "]}".getBytes(UTF_8));

    private Posts() {}

    static List<EncodedEvent> events(String... bodies) {
        return Arrays.stream(bodies)
                .map(body -> new EncodedEvent(ENVELOPE, body.getBytes(UTF_8), 0))
                .toList();
    }

    static CompletableFuture<HttpAnswer> post(Endpoint endpoint, String... bodies) {
        return endpoint.post(ENVELOPE, events(bodies), endpoint.threads());
    }

    static HttpAnswer await(CompletableFuture<HttpAnswer> answer) throws Exception {
        return answer.get(30, TimeUnit.SECONDS);
    }
}
