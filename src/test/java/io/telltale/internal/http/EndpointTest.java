package io.telltale.internal.http;

import static io.telltale.internal.http.Posts.await;
import static io.telltale.internal.http.Posts.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.telltale.Compression;
import io.telltale.TracingConfig;
import io.telltale.internal.http.HttpAnswer.Fault;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Dns;
import okio.Buffer;
import okio.GzipSource;
import okio.Okio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final MockWebServer server = new MockWebServer();
    private final ClientManager clients = new ClientManager(Dns.SYSTEM);
    private final List<Endpoint> opened = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        server.start(LOOPBACK, 0);
    }

    @AfterEach
    void stop() {
        opened.forEach(Endpoint::close);
        server.close();
    }

    private TracingConfig.Builder toServer() {
        return TracingConfig.builder().endpoint("http://127.0.0.1:" + server.getPort() + "/events");
    }

    private Endpoint open(TracingConfig.Builder config) {
        return open(clients, config);
    }

    private Endpoint open(ClientManager manager, TracingConfig.Builder config) {
        Endpoint endpoint = Endpoint.open(manager, config.build(), "telltale-java/1.2.3");
        opened.add(endpoint);
        return endpoint;
    }

    private static MockResponse.Builder answer(int status) {
        return new MockResponse.Builder().code(status);
    }

    // What is sent

    @Test
    void aRequestCarriesTheEventsInTheirEnvelopeWithTheirExactLength() throws Exception {
        server.enqueue(answer(200).build());

        HttpAnswer answer = await(post(open(toServer().apiKey("k3y")), "1", "22", "333"));

        RecordedRequest request = server.takeRequest();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.fault()).isEqualTo(Fault.NONE);
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getTarget()).isEqualTo("/events");
        assertThat(request.getBody().utf8()).isEqualTo("{\"events\":[1,22,333]}");
        assertThat(request.getHeaders().get("Content-Length")).isEqualTo("21");
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
        assertThat(request.getHeaders().get("User-Agent")).isEqualTo("telltale-java/1.2.3");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer k3y");
        assertThat(request.getHeaders().get("Content-Encoding")).isNull();
    }

    @Test
    void aBodyHandedOnInManyPartsArrivesByteForByte() throws Exception {
        server.enqueue(answer(200).build());
        String[] events = IntStream.range(0, 5_000)
                .mapToObj(i -> "\"" + i + "x".repeat(i % 300) + "\"")
                .toArray(String[]::new);

        HttpAnswer answer = await(post(open(toServer()), events));

        RecordedRequest request = server.takeRequest();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(request.getBody().utf8()).isEqualTo("{\"events\":[" + String.join(",", events) + "]}");
    }

    @Test
    void aHeaderOfTheUsersWinsOverTheLibrarys() throws Exception {
        server.enqueue(answer(200).build());
        Endpoint endpoint = open(toServer()
                .apiKey("k3y")
                .headers(Map.of("authorization", "Basic abc=", "USER-AGENT", "mine", "X-Tenant", "blue")));

        await(post(endpoint, "1"));

        RecordedRequest request = server.takeRequest();
        assertThat(request.getHeaders().values("Authorization")).containsExactly("Basic abc=");
        assertThat(request.getHeaders().values("User-Agent")).containsExactly("mine");
        assertThat(request.getHeaders().get("X-Tenant")).isEqualTo("blue");
    }

    @Test
    void aLargeBodyIsCompressedWhereConfiguredAndDecodesToTheSameBytes() throws Exception {
        server.enqueue(answer(200).build());
        String event = "\"" + "abc".repeat(10_000) + "\"";

        await(post(open(toServer().compression(Compression.GZIP)), event, "2"));

        RecordedRequest request = server.takeRequest();
        assertThat(request.getHeaders().get("Content-Encoding")).isEqualTo("gzip");
        assertThat(request.getHeaders().get("Content-Length")).isEqualTo("" + request.getBodySize());
        assertThat(request.getBodySize()).isLessThan(1_000);
        try (var plain = Okio.buffer(new GzipSource(new Buffer().write(request.getBody())))) {
            assertThat(plain.readUtf8()).isEqualTo("{\"events\":[" + event + ",2]}");
        }
    }

    @Test
    void aBodyThatFitsOnePacketIsNotCompressed() throws Exception {
        server.enqueue(answer(200).build());
        String event = "x".repeat(1_400 - "{\"events\":[]}".length());

        await(post(open(toServer().compression(Compression.GZIP)), event));

        RecordedRequest request = server.takeRequest();
        assertThat(request.getHeaders().get("Content-Encoding")).isNull();
        assertThat(request.getBodySize()).isEqualTo(1_400);
    }

    // What is answered

    @Test
    void anAnswerTellsStatusHeadersAndBody() throws Exception {
        server.enqueue(answer(429)
                .addHeader("Retry-After", "17")
                .addHeader("Date", "Mon, 23 Nov 2026 12:00:00 GMT")
                .body("slow down")
                .build());

        HttpAnswer answer = await(post(open(toServer()), "1"));

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.retryAfter()).isEqualTo("17");
        assertThat(answer.date()).isEqualTo("Mon, 23 Nov 2026 12:00:00 GMT");
        assertThat(answer.body()).asString().isEqualTo("slow down");
        assertThat(answer.toString()).doesNotContain("slow down");
    }

    @Test
    void ofALargeAnswerOnlyTheBeginningIsRead() throws Exception {
        server.enqueue(answer(200).body("y".repeat(1 << 20)).build());

        HttpAnswer answer = await(post(open(toServer()), "1"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).hasSize(64 << 10);
    }

    @Test
    void anAnswerThatNeverEndsIsATimeout() throws Exception {
        server.enqueue(answer(200)
                .body("z".repeat(60_000))
                .throttleBody(1, 20, TimeUnit.MILLISECONDS)
                .build());

        HttpAnswer answer = await(post(open(toServer().requestTimeout(Duration.ofMillis(300))), "1"));

        assertThat(answer.fault()).isEqualTo(Fault.TIMEOUT);
        assertThat(answer.status()).isZero();
    }

    // What goes wrong

    @Test
    void aServerThatHangsIsATimeout() throws Exception {
        server.enqueue(answer(200).onResponseStart(SocketEffect.Stall.INSTANCE).build());

        HttpAnswer answer = await(post(open(toServer().requestTimeout(Duration.ofMillis(200))), "1"));

        assertThat(answer.fault()).isEqualTo(Fault.TIMEOUT);
        assertThat(answer.detail()).startsWith("http://127.0.0.1:" + server.getPort() + ": ");
        assertThat(server.getRequestCount()).isLessThanOrEqualTo(1);
    }

    @Test
    void aServerThatReadsNothingHoldsNoThreadBeyondTheTimeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, LOOPBACK)) {
            Endpoint endpoint = open(TracingConfig.builder()
                    .endpoint("http://127.0.0.1:" + silent.getLocalPort() + "/events")
                    .requestTimeout(Duration.ofMillis(300)));
            CompletableFuture<Thread> thread = new CompletableFuture<>();
            Executor own = call -> {
                Thread made = new Thread(call);
                made.start();
                thread.complete(made);
            };

            HttpAnswer answer = await(endpoint.post(Posts.ENVELOPE, Posts.events("x".repeat(32 << 20)), own));

            assertThat(answer.fault()).isEqualTo(Fault.TIMEOUT);
            thread.join().join(TimeUnit.SECONDS.toMillis(10));
            assertThat(thread.join().isAlive()).isFalse();
        }
    }

    @Test
    void aRequestThatBeginsWhileAnotherIsUnderWayHasATimeOutOfItsOwn() throws Exception {
        Endpoint endpoint = open(toServer().requestTimeout(Duration.ofMillis(400)));
        Executor noThread = request -> {};
        CompletableFuture<HttpAnswer> first = endpoint.post(Posts.ENVELOPE, Posts.events("1"), noThread);
        Executor later = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);
        CompletableFuture<HttpAnswer> second = CompletableFuture.supplyAsync(
                        () -> endpoint.post(Posts.ENVELOPE, Posts.events("2"), noThread), later)
                .thenCompose(answer -> answer);

        assertThat(await(first).fault()).isEqualTo(Fault.TIMEOUT);
        assertThat(await(second).fault()).isEqualTo(Fault.TIMEOUT);
    }

    @Test
    void aRefusedConnectionIsToldAsSuch() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, LOOPBACK)) {
            port = unused.getLocalPort();
        }

        HttpAnswer answer =
                await(post(open(TracingConfig.builder().endpoint("http://127.0.0.1:" + port + "/?key=hush")), "1"));

        assertThat(answer.fault()).isEqualTo(Fault.CONNECT);
        assertThat(answer.status()).isZero();
        assertThat(answer.detail())
                .contains("127.0.0.1:" + port)
                .contains("refused")
                .doesNotContain("hush");
    }

    @Test
    void anUnknownHostIsToldAsSuch() throws Exception {
        ClientManager lost = new ClientManager(host -> {
            throw new UnknownHostException(host);
        });

        HttpAnswer answer = await(post(open(lost, TracingConfig.builder().endpoint("http://nowhere.example/")), "1"));

        assertThat(answer.fault()).isEqualTo(Fault.DNS);
        assertThat(answer.detail()).contains("nowhere.example");
    }

    @Test
    void aLookUpThatHangsIsATimeoutToo() throws Exception {
        CountDownLatch found = new CountDownLatch(1);
        ClientManager slow = new ClientManager(host -> {
            try {
                found.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return List.of(LOOPBACK);
        });
        TracingConfig.Builder config = TracingConfig.builder()
                .endpoint("http://slow.example:" + server.getPort() + "/")
                .requestTimeout(Duration.ofMillis(100));

        HttpAnswer answer = await(post(open(slow, config), "1"));
        found.countDown();

        assertThat(answer.fault()).isEqualTo(Fault.TIMEOUT);
    }

    @Test
    void anAnswerThatIsCutOffIsNoAnswerAndNotAskedForAgain() throws Exception {
        server.enqueue(answer(200)
                .body("w".repeat(60_000))
                .onResponseBody(new SocketEffect.CloseSocket())
                .build());
        server.enqueue(answer(200).build());

        HttpAnswer answer = await(post(open(toServer()), "1"));

        assertThat(answer.fault()).isEqualTo(Fault.IO);
        assertThat(answer.status()).isZero();
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aConnectionCutBeforeTheAnswerIsToldAsLost() throws Exception {
        server.enqueue(
                answer(200).onResponseStart(new SocketEffect.CloseSocket()).build());

        HttpAnswer answer = await(post(open(toServer()), "1"));

        assertThat(answer.fault()).isEqualTo(Fault.IO);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void somethingThatIsNoHttpIsToldAsIo() throws Exception {
        server.enqueue(new MockResponse.Builder().status("SSH-2.0-OpenSSH").build());

        assertThat(await(post(open(toServer()), "1")).fault()).isEqualTo(Fault.IO);
    }

    // What OkHttp would do by itself

    @ParameterizedTest
    @CsvSource({"408,", "408,0", "503,0", "503,", "421,", "401,", "407,", "425,0", "500,0"})
    void aFailureIsSeenOnceByTheServer(int status, String retryAfter) throws Exception {
        MockResponse.Builder failure = answer(status).addHeader("WWW-Authenticate", "Basic realm=\"x\"");
        if (retryAfter != null) {
            failure.addHeader("Retry-After", retryAfter);
        }
        server.enqueue(failure.build());
        server.enqueue(answer(200).build());

        HttpAnswer answer = await(post(open(toServer().apiKey("k3y")), "1"));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 307, 308})
    void aRedirectIsNotFollowedSoThatTheKeyDoesNotTravel(int status) throws Exception {
        try (MockWebServer other = new MockWebServer()) {
            other.start(LOOPBACK, 0);
            server.enqueue(answer(status)
                    .addHeader("Location", "http://127.0.0.1:" + other.getPort() + "/")
                    .build());

            HttpAnswer answer = await(post(open(toServer().apiKey("k3y")), "1"));

            assertThat(answer.status()).isEqualTo(status);
            assertThat(other.getRequestCount()).isZero();
            assertThat(server.getRequestCount()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100})
    void aPooledConnectionThatTheServerGaveUpIsReplacedAndTheEventsArriveOnce(int bytesRead) throws Exception {
        try (FickleServer fickle = new FickleServer(bytesRead)) {
            Endpoint endpoint = open(TracingConfig.builder().endpoint("http://127.0.0.1:" + fickle.port() + "/"));

            assertThat(await(post(endpoint, "1")).status()).isEqualTo(200);
            assertThat(await(post(endpoint, "2")).status()).isEqualTo(200);

            assertThat(fickle.bodies()).containsExactly("{\"events\":[1]}", "{\"events\":[2]}");
        }
    }

    @Test
    void oneConnectionServesOneRequestAfterAnother() throws Exception {
        Endpoint endpoint = open(toServer());
        for (int i = 0; i < 3; i++) {
            server.enqueue(answer(200).body("some answer").build());
            await(post(endpoint, "1"));
        }

        server.takeRequest();
        server.takeRequest();
        RecordedRequest third = server.takeRequest();
        assertThat(third.getConnectionIndex()).isZero();
        assertThat(third.getExchangeIndex()).isEqualTo(2);
    }

    // Bounds and ends

    @Test
    void aRequestForWhichThereIsNoThreadIsToldAsSuch() throws Exception {
        ClientManager.Lease lease = clients.acquire(toServer().build());
        Endpoint endpoint = open(toServer());
        lease.client().dispatcher().executorService().shutdown();

        HttpAnswer answer = await(post(endpoint, "1"));

        assertThat(answer.fault()).isEqualTo(Fault.EXECUTOR);
        lease.close();
    }

    @Test
    void requestsBeyondTheQueueFailAtOnce() throws Exception {
        hang();
        Endpoint endpoint = open(toServer().maxConnections(1));
        List<CompletableFuture<HttpAnswer>> waiting = new ArrayList<>();
        waiting.add(post(endpoint, "1"));
        server.takeRequest(); // the one thread, which has made the client before, is busy with it
        for (int i = 0; i < 1_024; i++) {
            waiting.add(post(endpoint, "1"));
        }

        HttpAnswer surplus = await(post(endpoint, "1"));

        assertThat(surplus.fault()).isEqualTo(Fault.EXECUTOR);
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void aRequestPostedByAnAnswersContinuationFindsAThread() throws Exception {
        server.enqueue(answer(200).build());
        server.enqueue(answer(201).build());
        Endpoint endpoint = open(toServer().maxConnections(1));

        HttpAnswer second = await(post(endpoint, "1").thenCompose(first -> post(endpoint, "2")));

        assertThat(second.status()).isEqualTo(201);
    }

    @Test
    void asManyRequestsAreUnderWayAsThereAreConnections() throws Exception {
        CountDownLatch all = new CountDownLatch(8);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                all.countDown();
                return answer(all.await(20, TimeUnit.SECONDS) ? 200 : 500).build();
            }
        });
        Endpoint endpoint = open(toServer().maxConnections(8).requestTimeout(Duration.ofSeconds(30)));
        List<CompletableFuture<HttpAnswer>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(post(endpoint, "1"));
        }

        for (CompletableFuture<HttpAnswer> answer : answers) {
            assertThat(await(answer).status()).isEqualTo(200);
        }
    }

    @Test
    void cancellingEndsThisTracingsRequestsAndNoOthers() throws Exception {
        CountDownLatch release = hang();
        Endpoint mine = open(toServer());
        Endpoint others = open(toServer());
        CompletableFuture<HttpAnswer> cancelled = post(mine, "1");
        CompletableFuture<HttpAnswer> untouched = post(others, "2");
        server.takeRequest();
        server.takeRequest();

        mine.cancelAll();

        assertThat(cancelled).isDone();
        assertThat(await(cancelled).fault()).isEqualTo(Fault.IO);
        assertThat(untouched).isNotDone();
        release.countDown();
        assertThat(await(untouched).status()).isEqualTo(200);
    }

    @Test
    void afterClosingPostsAreAnsweredWithAFault() throws Exception {
        Endpoint endpoint = open(toServer());
        endpoint.close();
        endpoint.close();

        HttpAnswer answer = await(post(endpoint, "1"));

        assertThat(answer.status()).isZero();
        assertThat(answer.fault()).isNotEqualTo(Fault.NONE);
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void aDependentThatThrowsHarmsNoLaterRequest() throws Exception {
        server.enqueue(answer(200).build());
        server.enqueue(answer(200).build());
        Endpoint endpoint = open(toServer().maxConnections(1));
        CompletableFuture<HttpAnswer> first = post(endpoint, "1");
        first.thenRun(() -> {
            throw new IllegalStateException("the courier's trouble");
        });

        assertThat(await(first).status()).isEqualTo(200);
        assertThat(await(post(endpoint, "2")).status()).isEqualTo(200);
    }

    // What is warned about

    @ParameterizedTest
    @CsvSource({
        "http://collector.example/,true",
        "http://10.0.0.1/,true",
        "http://127.evil.example/,true",
        "https://collector.example/,false",
        "http://localhost:4318/,false",
        "http://telltale.localhost/,false",
        "http://127.0.0.1/,false",
        "http://[::1]:4318/,false"
    })
    void aKeyOverPlainHttpToAnotherHostIsWarnedAbout(String url, boolean warned) {
        Endpoint withKey = open(TracingConfig.builder().endpoint(url).apiKey("hush"));
        Endpoint withHeader = open(TracingConfig.builder().endpoint(url).headers(Map.of("authorization", "hush")));
        Endpoint without = open(TracingConfig.builder().endpoint(url));

        assertThat(withKey.warnings()).hasSize(warned ? 1 : 0).noneMatch(sentence -> sentence.contains("hush"));
        assertThat(withHeader.warnings()).hasSize(warned ? 1 : 0);
        assertThat(without.warnings()).isEmpty();
    }

    /** Every request hangs until the latch is released. */
    private CountDownLatch hang() {
        CountDownLatch release = new CountDownLatch(1);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                release.await(20, TimeUnit.SECONDS);
                return answer(200).build();
            }

            @Override
            public void close() {
                release.countDown();
            }
        });
        return release;
    }
}
