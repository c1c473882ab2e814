package io.telltale;

import static org.awaitility.Awaitility.await;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A receiver of every format that remembers what it kept and can be told how to misbehave, down to the socket. Its
 * address stays the same while it is down. Thread-safe.
 */
final class Collector implements Receiver {
    /** What a test looks at of an event. {@code number} is its input {@code id}, or −1. */
    record Event(String spanId, String name, int number, boolean failed) {}

    /** How it speaks TLS. */
    private record Security(SSLSocketFactory sockets, boolean wantsClientCertificate) {}

    /** How one request is treated. */
    interface Reaction {
        void to(Exchange exchange) throws IOException;
    }

    private final InetSocketAddress address;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Queue<Reaction> once = new ConcurrentLinkedQueue<>();
    private final Set<String> kept = ConcurrentHashMap.newKeySet();
    private final Queue<Event> arrivals = new ConcurrentLinkedQueue<>();
    private final AtomicLong duplicates = new AtomicLong();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger largestBody = new AtomicInteger();
    private final List<Long> requests = new CopyOnWriteArrayList<>();
    private final Queue<Map<String, String>> headers = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile Reaction always = answer(200);
    private volatile CountDownLatch release = new CountDownLatch(1);

    /** Null where it speaks plain http. Written by the test's thread. */
    private volatile Security security;

    /** Null while down. Written by the test's thread. */
    private volatile ServerSocket listening;

    Collector() {
        this(0);
    }

    /** @param port 0 for any */
    Collector(int port) {
        address = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    // What a test tells it

    /** Treats the next requests so, one after the other, before {@link #always} counts again. */
    void next(Reaction... reactions) {
        once.addAll(List.of(reactions));
    }

    void always(Reaction reaction) {
        always = reaction;
    }

    /** Refuses connections from now on and resets those that are open. */
    void down() {
        ServerSocket socket = listening;
        listening = null;
        close(socket);
        connections.forEach(Collector::reset);
    }

    /** Takes connections again at the same port. */
    void up() {
        // Something else on this machine may have the port for a moment.
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> listen(address) != null);
    }

    /** Speaks TLS from the next connection on, and ends those that are open; without sockets it speaks plain http. */
    void secure(SSLSocketFactory sockets, boolean wantsClientCertificate) {
        security = sockets == null ? null : new Security(sockets, wantsClientCertificate);
        connections.forEach(Collector::reset);
    }

    /** Lets the requests that are held be answered with 200. */
    void release() {
        CountDownLatch old = release;
        release = new CountDownLatch(1);
        old.countDown();
    }

    // Reactions

    /** Keeps the events if the status says so. */
    static Reaction answer(int status, String... headerLines) {
        return exchange -> {
            exchange.events();
            if (status / 100 == 2) {
                exchange.keep();
            }
            exchange.reply(status, headerLines);
        };
    }

    /** Gives no answer before {@link #release}. */
    Reaction hold() {
        // Of now: a request that is still being read when the others are released must not wait for the next release.
        CountDownLatch mine = release;
        return exchange -> {
            exchange.events();
            held.incrementAndGet();
            try {
                mine.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } finally {
                held.decrementAndGet();
            }
            exchange.keep();
            exchange.reply(200);
        };
    }

    static Reaction resetBeforeBody() {
        return Exchange::reset;
    }

    static Reaction resetDuringBody() {
        return exchange -> {
            exchange.readSome();
            exchange.reset();
        };
    }

    /** The answer is lost: the events are kept all the same. */
    static Reaction resetAfterBody() {
        return exchange -> {
            exchange.keep();
            exchange.reset();
        };
    }

    /** Half an answer: the events are kept all the same. */
    static Reaction cutAnswer() {
        return exchange -> {
            exchange.keep();
            exchange.raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half");
            exchange.reset();
        };
    }

    // What a test asks

    String url() {
        return url(WireFormat.JSON);
    }

    @Override
    public String url(WireFormat format) {
        return (security == null ? "http" : "https") + "://127.0.0.1:" + address.getPort() + Receiver.path(format);
    }

    int port() {
        return address.getPort();
    }

    @Override
    public int size() {
        return kept.size();
    }

    /** Hands over what it kept since the last time and forgets it, so that a long test's own memory stays flat. */
    List<Event> forget() {
        List<Event> events = new ArrayList<>();
        for (Event event = arrivals.poll(); event != null; event = arrivals.poll()) {
            kept.remove(event.spanId());
            events.add(event);
        }
        requests.clear();
        headers.clear();
        return events;
    }

    boolean has(String spanId) {
        return kept.contains(spanId);
    }

    /** The events that it kept, by the time of their first arrival. */
    List<Event> events() {
        return List.copyOf(arrivals);
    }

    List<Integer> numbers() {
        return arrivals.stream().map(Event::number).toList();
    }

    @Override
    public long duplicates() {
        return duplicates.get();
    }

    @Override
    public int requests() {
        return requests.size();
    }

    /** {@link System#nanoTime} at each request's arrival. */
    List<Long> requestTimes() {
        return List.copyOf(requests);
    }

    /** Of each request, names in lower case. */
    List<Map<String, String>> headers() {
        return List.copyOf(headers);
    }

    /** Waits until it holds so many requests unanswered. */
    void awaitHeld(int number) {
        await().atMost(Duration.ofSeconds(30)).until(() -> held.get() >= number);
    }

    int largestBody() {
        return largestBody.get();
    }

    int held() {
        return held.get();
    }

    @Override
    public void close() {
        down();
        release();
        if (!failures.isEmpty()) {
            throw new AssertionError("the collector itself failed", failures.peek());
        }
    }

    // The server

    private InetSocketAddress listen(InetSocketAddress where) {
        try {
            ServerSocket socket = new ServerSocket();
            try {
                socket.setReuseAddress(true);
                socket.bind(where, 100);
            } catch (IOException e) {
                socket.close();
                throw e;
            }
            listening = socket;
            start(() -> accept(socket));
            return (InetSocketAddress) socket.getLocalSocketAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket socket) {
        try {
            while (!socket.isClosed()) {
                Socket connection = socket.accept();
                connections.add(connection);
                if (listening != socket) {
                    reset(connection); // down came in between
                }
                start(() -> serve(connection));
            }
        } catch (IOException closed) {
            // down() or close()
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            Socket spoken = secured(connection);
            DataInputStream in = new DataInputStream(new BufferedInputStream(spoken.getInputStream()));
            for (Map<String, String> head = head(in); head != null; head = head(in)) {
                requests.add(System.nanoTime());
                headers.add(head);
                Reaction reaction = once.poll();
                (reaction == null ? always : reaction).to(new Exchange(connection, in, spoken.getOutputStream(), head));
            }
        } catch (IOException gone) {
            // The client, or this collector as it was told, closed the connection.
        } catch (RuntimeException | Error e) {
            failures.add(e);
        } finally {
            connections.remove(connection);
        }
    }

    private Socket secured(Socket plain) throws IOException {
        Security how = security;
        if (how == null) {
            return plain;
        }
        SSLSocket socket = (SSLSocket) how.sockets().createSocket(plain, InputStream.nullInputStream(), true);
        socket.setNeedClientAuth(how.wantsClientCertificate());
        return socket;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "collector");
        thread.setDaemon(true);
        thread.start();
    }

    private static Map<String, String> head(InputStream in) throws IOException {
        String requestLine = line(in);
        if (requestLine == null) {
            return null;
        }
        if (!requestLine.endsWith("HTTP/1.1")) {
            throw new IOException("no HTTP: a hand-shake of TLS, perhaps");
        }
        Map<String, String> head = new TreeMap<>(Map.of("", requestLine));
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            head.put(
                    line.substring(0, colon).toLowerCase(),
                    line.substring(colon + 1).strip());
        }
        return head;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static void reset(Socket connection) {
        try {
            connection.setSoLinger(true, 0);
            connection.close();
        } catch (IOException alreadyClosed) {
            // as wanted
        }
    }

    private static void close(ServerSocket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One request and the socket that it came by. */
    final class Exchange {
        private final Socket connection;
        private final DataInputStream in;
        private final OutputStream out;
        private final Map<String, String> head;
        private List<Event> events;

        private Exchange(Socket connection, DataInputStream in, OutputStream out, Map<String, String> head) {
            this.connection = connection;
            this.in = in;
            this.out = out;
            this.head = head;
        }

        /** Reads the body. */
        List<Event> events() throws IOException {
            if (events == null) {
                byte[] body = new byte[Integer.parseInt(head.get("content-length"))];
                in.readFully(body);
                largestBody.accumulateAndGet(body.length, Math::max);
                events = ReceivedEvents.in(body);
            }
            return events;
        }

        boolean contains(int number) throws IOException {
            return events().stream().anyMatch(event -> event.number() == number);
        }

        void keep() throws IOException {
            for (Event event : events()) {
                if (kept.add(event.spanId())) {
                    arrivals.add(event);
                } else {
                    duplicates.incrementAndGet();
                }
            }
        }

        void readSome() throws IOException {
            in.read();
        }

        void reply(int status, String... headerLines) throws IOException {
            boolean bodyless = status == 204 || status == 304;
            StringBuilder answer = new StringBuilder("HTTP/1.1 " + status + " Said so\r\n");
            for (String line : headerLines) {
                answer.append(line).append("\r\n");
            }
            raw(answer.append(bodyless ? "" : "Content-Length: 0\r\n")
                    .append("\r\n")
                    .toString());
        }

        void raw(String text) throws IOException {
            raw(text.getBytes(StandardCharsets.US_ASCII));
        }

        void raw(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        void reset() {
            Collector.reset(connection);
        }

        void hangUp() throws IOException {
            connection.close();
        }
    }
}
