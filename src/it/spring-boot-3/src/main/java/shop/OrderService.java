package shop;

import io.github.resilience4j.retry.annotation.Retry;
import io.telltale.Traced;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;
import org.springframework.web.client.RestClient;

/** A class without an interface, that asks another service, twice if it must. */
@Service
public class OrderService {
    private final RestClient stock;

    public OrderService(RestClient.Builder clients, @Value("${stock.url}") String url) {
        this.stock = clients.baseUrl(url).build();
    }

    @Traced
    @Retry(name = "stock")
    public String place(String article) {
        String count = stock.get().uri("/{article}", article).retrieve().body(String.class);
        return article + ", " + count + " left";
    }

    @Traced
    public void closeBooks() {}
}
