package shop;

public final class DefaultOrderService implements OrderService {
    @Override
    public String place(String article, int count) {
        return count + " of " + article;
    }
}
