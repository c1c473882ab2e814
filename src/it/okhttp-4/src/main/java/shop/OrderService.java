package shop;

import io.telltale.TraceTag;
import io.telltale.Traced;

public interface OrderService {
    @Traced
    String place(@TraceTag("article") String article, int count);
}
