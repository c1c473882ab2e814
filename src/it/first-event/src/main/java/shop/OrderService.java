package shop;

import io.telltale.Traced;

public interface OrderService {
    @Traced
    String place(String article, int count);
}
