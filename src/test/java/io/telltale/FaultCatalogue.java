package io.telltale;

import static io.telltale.Collector.answer;

import io.telltale.Collector.Reaction;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Every way to fail that an endpoint is known to have. */
final class FaultCatalogue {
    /** Of the events told during a fault; the one that a receiver does not like. */
    private static final int BAD = FaultRun.BEFORE + 10;

    private static final int[] STATUSES = {
        201, 202, 203, 204, 206, 226, 300, 301, 302, 303, 304, 305, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407,
                408,
        409, 410, 411, 412, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 499, 500, 501,
                502,
        503, 504, 505, 506, 507, 508, 510, 511, 520, 521, 522, 523, 524, 525, 526, 599, 999
    };

    private FaultCatalogue() {}

    static List<Fault<?>> all() {
        List<Fault<?>> all = new ArrayList<>(ofPlainHttp());
        all.addAll(TlsFaults.all());
        all.addAll(processes());
        return all;
    }

    /** Those that a collector in this process shows without TLS. */
    static List<Fault<Collector>> ofPlainHttp() {
        List<Fault<Collector>> all = new ArrayList<>(connections());
        all.addAll(contents());
        all.addAll(answers());
        IntStream.of(STATUSES).mapToObj(FaultCatalogue::status).forEach(all::add);
        return all;
    }

    /** A few of each kind. */
    static List<Fault<?>> quick() {
        List<String> chosen = List.of(
                "refused",
                "reset during the body",
                "reset after the body",
                "closed between requests",
                "silent",
                "interim answers",
                "empty and compressed",
                "status 400",
                "status 401",
                "status 503",
                "another CA's certificate",
                "kill -STOP, then -CONT");
        List<Fault<?>> quick = new ArrayList<>(
                all().stream().filter(fault -> chosen.contains(fault.name())).toList());
        if (quick.size() != chosen.size()) {
            throw new AssertionError("not all of " + chosen + " are in " + quick);
        }
        return quick;
    }

    private static List<Fault<Collector>> connections() {
        return List.of(
                on("connection", "refused", collector -> {
                    collector.down();
                    return collector::up;
                }),
                on("connection", "refused for good", collector -> {
                            collector.down();
                            return () -> {};
                        })
                        .lasting(),
                on("connection", "black hole", collector -> {
                    collector.down();
                    BlackHole hole = new BlackHole(collector.port());
                    return () -> {
                        hole.close();
                        collector.up();
                    };
                }),
                doing("connection", "reset before the body", Collector.resetBeforeBody()),
                doing("connection", "reset during the body", Collector.resetDuringBody()),
                doing("connection", "reset after the body", Collector.resetAfterBody())
                        .duplicating(),
                doing("connection", "hung up after the body", Misbehaviour.hangUpAfterBody())
                        .duplicating(),
                doing("connection", "closed between requests", Misbehaviour.closeBetweenRequests()),
                reacting("slowness", "silent", Collector::hold).duplicating(),
                on("slowness", "silent for good", collector -> {
                            collector.always(collector.hold());
                            return () -> {};
                        })
                        .lasting(),
                doing("slowness", "slow", Misbehaviour.slow(Duration.ofMillis(60))),
                doing("slowness", "dribbled", Misbehaviour.dribble()).duplicating());
    }

    private static List<Fault<Collector>> contents() {
        return List.of(
                doing("content", "answer cut off", Collector.cutAnswer()).duplicating(),
                doing("content", "body without end", Misbehaviour.endlessBody()),
                doing("content", "headers without end", Misbehaviour.endlessHeaders())
                        .duplicating(),
                doing("content", "interim answers", Misbehaviour.interimAnswers()),
                doing("content", "gzip bomb", Misbehaviour.gzipBomb()),
                doing("content", "empty and compressed", Misbehaviour.emptyButCompressed()),
                doing("content", "204 with a body", Misbehaviour.noContentWithContent()),
                doing("content", "web page, 200", Misbehaviour.webPage(200)),
                doing("content", "web page, 502", Misbehaviour.webPage(502)),
                doing("content", "no HTTP", Misbehaviour.noHttp()));
    }

    private static List<Fault<Collector>> answers() {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(1));
        String now = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
        return List.of(
                doing("answer", "429, Retry-After 1", answer(429, "Retry-After: 1"))
                        .feltAfter(1),
                doing("answer", "503, Retry-After a date", answer(503, "Retry-After: " + date, "Date: " + now))
                        .feltAfter(1),
                doing("answer", "503, Retry-After nonsense", answer(503, "Retry-After: soon")),
                doing(
                        "answer",
                        "413 above 5 events",
                        exchange ->
                                answer(exchange.events().size() > 5 ? 413 : 200).to(exchange)),
                doing("answer", "413 for one event", only(413)).dropping("too_large"),
                doing("answer", "413 for all", answer(413)).dropping("too_large"),
                doing("answer", "422 for one event", only(422)).dropping("rejected"),
                doing("answer", "500 for one event", only(500)));
    }

    private static Reaction only(int status) {
        return exchange -> answer(exchange.contains(BAD) ? status : 200).to(exchange);
    }

    private static Fault<Collector> status(int status) {
        return doing("status", "status " + status, answer(status));
    }

    private static List<Fault<?>> processes() {
        return List.of(
                Fault.of("process", "kill -STOP, then -CONT", ReceiverProcess::new, receiver -> {
                            receiver.stop();
                            return receiver::goOn;
                        })
                        .duplicating(),
                Fault.of("process", "kill -9, then restarted", ReceiverProcess::new, receiver -> {
                    receiver.kill();
                    return receiver::restart;
                }));
    }

    private static Fault<Collector> on(String group, String name, Fault.Beginning<Collector> begin) {
        return Fault.of(group, name, Collector::new, begin);
    }

    private static Fault<Collector> doing(String group, String name, Reaction reaction) {
        return reacting(group, name, collector -> reaction);
    }

    private static Fault<Collector> reacting(String group, String name, Function<Collector, Reaction> reaction) {
        return on(group, name, collector -> {
            collector.always(reaction.apply(collector));
            return () -> {
                collector.always(answer(200));
                collector.release();
            };
        });
    }
}
