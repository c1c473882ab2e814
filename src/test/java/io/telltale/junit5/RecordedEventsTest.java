package io.telltale.junit5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telltale.Redact;
import io.telltale.TraceScope;
import io.telltale.TraceTag;
import io.telltale.Traced;
import io.telltale.Tracing;
import io.telltale.TracingConfig;
import io.telltale.TracingConfigException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a test of somebody's application sees, in the words of the README's example. */
class RecordedEventsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    /** Static on purpose: each test below finds nothing of the others. */
    @RegisterExtension
    static final RecordedEvents events = RecordedEvents.create();

    record Card(String holder, String cardNumber) {}

    @Traced(tags = "team=checkout")
    interface OrderService {
        String place(@TraceTag("article") String article, int count, Card card);
    }

    @Traced
    interface Payments {
        void charge(Card card, @Redact String note);
    }

    @Traced
    interface Stock {
        CompletionStage<List<Integer>> reserve(String article);
    }

    private final CompletableFuture<List<Integer>> reserved = new CompletableFuture<>();

    private final OrderService orders = orders(events.tracing());

    private OrderService orders(Tracing tracing) {
        Payments payments = tracing.trace(Payments.class, (card, note) -> {
            throw new IllegalStateException("card declined");
        });
        Stock stock = tracing.trace(Stock.class, article -> reserved);
        return tracing.trace(OrderService.class, (article, count, card) -> {
            stock.reserve(article);
            try {
                payments.charge(card, "at night");
            } catch (IllegalStateException declined) {
                return "on account";
            }
            return "paid";
        });
    }

    private String place() {
        return orders.place("book", 2, new Card("Ada", "4111111111111111"));
    }

    @Test
    void placingAnOrderTellsThreeEventsOneOfThemAFailureAndNoCardNumber() {
        assertThat(place()).isEqualTo("on account");
        reserved.complete(List.of(1, 2));

        assertThat(events.all())
                .extracting(RecordedEvent::name)
                .containsExactly("Payments.charge", "OrderService.place", "Stock.reserve");
        RecordedEvent order = events.only("OrderService.place");
        assertThat(order.arguments())
                .containsExactly(
                        Map.entry("article", "book"),
                        Map.entry("count", 2),
                        Map.entry("card", Map.of("holder", "Ada", "cardNumber", RecordedEvent.REDACTED)));
        assertThat(order.result()).isEqualTo("on account");
        assertThat(order.tags()).isEqualTo(Map.of("team", "checkout", "article", "book"));
        assertThat(order.failure()).isNull();
        RecordedEvent charge = events.only("Payments.charge");
        assertThat(charge.failure().type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(charge.failure().message()).isEqualTo("card declined");
        assertThat(charge.failure().stackTrace()).contains("RecordedEventsTest");
        assertThat(charge.argument("note")).isEqualTo(RecordedEvent.REDACTED);
        assertThat(charge.result()).isNull();
        assertThat(events.only("Stock.reserve").result()).isEqualTo(List.of(1, 2));
        assertThat(events.all()).extracting(RecordedEvent::json).noneMatch(json -> json.contains("4111"));
    }

    @Test
    void whatAStageHasNotCompletedIsAwaited() throws Exception {
        place();
        assertThat(events.named("Stock.reserve")).isEmpty();
        Thread later = new Thread(() -> reserved.complete(List.of()));
        later.start();

        assertThat(events.awaitCount(3, LONG)).hasSize(3);

        later.join();
    }

    @Test
    void whoAwaitsMoreThanIsToldSeesWhatWasTold() {
        place();

        assertThatThrownBy(() -> events.awaitCount(3, Duration.ofMillis(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("3 events were expected within PT0.001S")
                .hasMessageContaining("OrderService.place");
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> events.awaitCount(1, LONG)).isInstanceOf(AssertionError.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void eventsKnowTheirParentsTheirThreadAndTheirTimes() {
        Instant before = Instant.now().minusSeconds(1);

        place();

        RecordedEvent order = events.only("OrderService.place");
        RecordedEvent charge = events.only("Payments.charge");
        assertThat(order.parentSpanId()).isNull();
        assertThat(charge.parentSpanId()).isEqualTo(order.spanId());
        assertThat(charge.traceId()).isEqualTo(order.traceId());
        assertThat(charge.isChildOf(order)).isTrue();
        assertThat(order.isChildOf(charge)).isFalse();
        assertThat(events.childrenOf(order)).containsExactly(charge);
        assertThat(order.thread()).isEqualTo(Thread.currentThread().getName());
        assertThat(order.start()).isBetween(before, Instant.now().plusSeconds(1));
        assertThat(order.duration()).isPositive().isGreaterThanOrEqualTo(charge.duration());
    }

    @Test
    void aChildOfTheSameSpanInAnotherTraceIsNone() {
        String child = "{\"trace_id\":\"2\",\"span_id\":\"4\",\"parent_span_id\":\"3\"}";
        String stranger = "{\"trace_id\":\"1\",\"span_id\":\"3\"}";

        assertThat(RecordedEvent.parse(child.getBytes()).isChildOf(RecordedEvent.parse(stranger.getBytes())))
                .isFalse();
    }

    @Test
    void asTextTheEventsAreATree() {
        assertThat(events).hasToString("No event was told.");

        place();

        assertThat(events).hasToString("""
                        Told were:
                        OrderService.place(article="book", count=2, card={"holder":"Ada","cardNumber":"<telltale: redacted>"}) \
                        = "on account" {team=checkout, article=book}
                          Payments.charge(card={"holder":"Ada","cardNumber":"<telltale: redacted>"}, \
                        note="<telltale: redacted>") threw java.lang.IllegalStateException: card declined""");
    }

    @Test
    void whatIsNotTheOnlyOneOrTellsNoSuchArgumentIsAnAssertionThatShowsWhatThereIs() {
        place();
        place();

        assertThatThrownBy(() -> events.only("OrderService.place"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not 2")
                .hasMessageContaining("Payments.charge");
        assertThatThrownBy(() -> events.only("OrderService.cancel"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not 0");
        assertThatThrownBy(() -> events.named("OrderService.place").get(0).argument("crad"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("[article, count, card]");
    }

    interface Basket {
        @Traced
        void put(String[] articles);
    }

    @Test
    void valuesAreAsTheyWereAtTheCallAndMayBeNull() {
        Basket basket = events.tracing().trace(Basket.class, articles -> articles[0] = "after");

        basket.put(new String[] {"before", null});

        assertThat(events.only("Basket.put").argument("articles")).isEqualTo(Arrays.asList("before", null));
        basket = events.tracing().trace(Basket.class, articles -> {});
        events.clear();
        basket.put(null);
        assertThat(events.only("Basket.put").argument("articles")).isNull();
    }

    @Test
    void scopesAreKeptTooAndClearForgets() {
        try (TraceScope step = events.tracing().open("load-prices")) {
            step.tag("currency", "EUR").result(12.5);
        }

        RecordedEvent scope = events.only("load-prices");
        assertThat(scope.tags()).isEqualTo(Map.of("currency", "EUR"));
        assertThat(scope.result()).isEqualTo(12.5);
        events.clear();
        assertThat(events.all()).isEmpty();
    }

    @Test
    void settingsOfOnesOwnHoldAndItsEndpointIsNotAsked() {
        RecordedEvents own = RecordedEvents.create(TracingConfig.from(Map.of(
                "TELLTALE_ENDPOINT", "http://localhost:1/v1/traces",
                "TELLTALE_CAPTURE", "arguments",
                "TELLTALE_REDACT", "holder")));

        orders(own.tracing()).place("book", 1, new Card("Ada", "4111"));

        RecordedEvent order = own.only("OrderService.place");
        assertThat(order.argument("card"))
                .isEqualTo(Map.of("holder", RecordedEvent.REDACTED, "cardNumber", RecordedEvent.REDACTED));
        assertThat(order.result()).isNull();
        assertThat(order.json()).doesNotContain("on account");
        assertThat(events.all()).isEmpty();
    }

    @Test
    void tracingThatIsSwitchedOffTellsNothing() {
        RecordedEvents off =
                RecordedEvents.create(TracingConfig.builder().enabled(false).build());

        assertThat(orders(off.tracing()).place("book", 1, null)).isEqualTo("on account");

        assertThat(off.all()).isEmpty();
    }

    @Test
    void aConfigurationThatIsWrongFailsInTheTestToo() {
        assertThatThrownBy(() -> RecordedEvents.create(TracingConfig.from(Map.of("TELLTALE_CAPTURE", "everything"))))
                .isInstanceOf(TracingConfigException.class);
    }

    @Test
    void parametersAreFilledIn(RecordedEvents injected, Tracing tracing) {
        assertThat(injected).isSameAs(events);
        assertThat(tracing).isSameAs(events.tracing());
    }
}
