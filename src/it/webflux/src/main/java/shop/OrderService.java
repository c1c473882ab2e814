package shop;

import io.telltale.Traced;
import java.util.concurrent.CompletableFuture;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;
import org.springframework.web.reactive.function.client.WebClient;

/** A class without an interface, that asks another service and waits for nothing. */
@Service
public class OrderService {
    private final WebClient stock;

    public OrderService(WebClient.Builder clients, @Value("${stock.url}") String url) {
        this.stock = clients.baseUrl(url).build();
    }

    @Traced
    public CompletableFuture<String> place(String article) {
        return stock.get()
                .uri("/{article}", article)
                .retrieve()
                .bodyToMono(String.class)
                .map(count -> article + ", " + count + " left")
                .toFuture();
    }

    @Traced
    public void closeBooks() {}
}
