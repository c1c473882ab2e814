package checkout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.telltale.Traced;
import io.telltale.junit5.RecordedEvent;
import io.telltale.junit5.RecordedEvents;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CheckoutTest {
    record Card(String holder, String cardNumber) {}

    interface Payments {
        @Traced
        void charge(Card card);
    }

    @RegisterExtension
    final RecordedEvents events = RecordedEvents.create();

    @Test
    void aDeclinedCardIsToldAsAFailureWithoutItsNumber() {
        Payments payments = events.tracing().trace(Payments.class, card -> {
            throw new IllegalStateException("declined");
        });

        assertThrows(IllegalStateException.class, () -> payments.charge(new Card("Ada", "4111111111111111")));

        assertEquals(1, events.all().size());
        RecordedEvent charge = events.only("Payments.charge");
        assertEquals(Map.of("holder", "Ada", "cardNumber", RecordedEvent.REDACTED), charge.argument("card"));
        assertEquals("declined", charge.failure().message());
        assertEquals(List.of(), events.childrenOf(charge));
    }
}
