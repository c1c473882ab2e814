package shop;

import io.telltale.Traced;
import org.springframework.stereotype.Service;

/** A class without an interface. */
@Service
public class OrderService {
    @Traced
    public String place(String article) {
        return "1 of " + article;
    }

    @Traced
    public void closeBooks() {}
}
