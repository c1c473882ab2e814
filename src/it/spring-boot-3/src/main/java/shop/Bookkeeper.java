package shop;

import jakarta.annotation.PreDestroy;
import org.springframework.stereotype.Component;

/** Has work left when the application is told to end. */
@Component
public class Bookkeeper {
    private final OrderService orders;

    public Bookkeeper(OrderService orders) {
        this.orders = orders;
    }

    @PreDestroy
    public void end() {
        orders.closeBooks();
    }
}
