package io.telltale;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.junit5.StartStop;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TraceContextInterceptorTest {
    private static final TraceContext SPAN =
            TraceContext.parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "vendor=1", 0);

    @StartStop
    private final MockWebServer server = new MockWebServer();

    private final OkHttpClient client = new OkHttpClient.Builder()
            .addInterceptor(new TraceContextInterceptor())
            .build();

    @BeforeEach
    void answer() {
        server.enqueue(new MockResponse.Builder().code(200).build());
    }

    @AfterEach
    void end() {
        TraceContext.exchange(null);
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }

    private Request.Builder request() {
        return new Request.Builder().url(server.url("/"));
    }

    private RecordedRequest execute(Request request) throws IOException, InterruptedException {
        try (Response response = client.newCall(request).execute()) {
            assertThat(response.code()).isEqualTo(200);
        }
        return server.takeRequest();
    }

    @Test
    void aRequestInsideASpanCarriesIt() throws Exception {
        TraceContext.exchange(SPAN);

        RecordedRequest seen = execute(request().build());

        assertThat(seen.getHeaders().values("traceparent")).containsExactly(SPAN.traceparent());
        assertThat(seen.getHeaders().values("tracestate")).containsExactly("vendor=1");
    }

    @Test
    void aRequestOutsideASpanIsLeftAlone() throws Exception {
        RecordedRequest seen = execute(request().build());

        assertThat(seen.getHeaders().get("traceparent")).isNull();
        assertThat(seen.getHeaders().get("tracestate")).isNull();
    }

    @Test
    void aHeaderThatIsSetIsLeftAsItIs() throws Exception {
        TraceContext.exchange(SPAN);

        RecordedRequest seen = execute(request().header("Traceparent", "mine").build());

        assertThat(seen.getHeaders().values("traceparent")).containsExactly("mine");
        assertThat(seen.getHeaders().get("tracestate")).isNull();
    }

    @Test
    void aStateThatIsSetStaysBesideTheSpan() throws Exception {
        TraceContext.exchange(SPAN);

        RecordedRequest seen = execute(request().header("tracestate", "mine=1").build());

        assertThat(seen.getHeaders().values("traceparent")).containsExactly(SPAN.traceparent());
        assertThat(seen.getHeaders().values("tracestate")).containsExactly("mine=1");
    }

    @Test
    void anEnqueuedRequestCarriesTheSpanItIsTaggedWith() throws Exception {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        client.newCall(request().tag(TraceContext.class, SPAN).build()).enqueue(new Callback() {
            @Override
            public void onFailure(Call call, IOException failure) {
                status.completeExceptionally(failure);
            }

            @Override
            public void onResponse(Call call, Response response) {
                try (response) {
                    status.complete(response.code());
                }
            }
        });

        assertThat(status.get()).isEqualTo(200);
        assertThat(server.takeRequest().getHeaders().get("traceparent")).isEqualTo(SPAN.traceparent());
    }
}
