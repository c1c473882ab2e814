package shop;

import jakarta.annotation.PreDestroy;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** A reactive application that says nothing of tracing but {@code @Traced}. */
@SpringBootApplication
@RestController
public class Shop {
    private final OrderService orders;

    public Shop(OrderService orders) {
        this.orders = orders;
    }

    public static void main(String[] args) {
        SpringApplication.run(Shop.class, args);
    }

    @GetMapping("/orders/{article}")
    public Mono<String> place(@PathVariable("article") String article) {
        return Mono.fromFuture(() -> orders.place(article));
    }

    @PreDestroy
    public void end() {
        orders.closeBooks();
    }

    @Bean
    static ApplicationRunner port(Environment environment) {
        return arguments -> System.out.println("Open at port " + environment.getProperty("local.server.port"));
    }
}
