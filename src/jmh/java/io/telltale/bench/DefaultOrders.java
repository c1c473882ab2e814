package io.telltale.bench;

/**
 * Does next to nothing, but keeps its argument, so that no compiler can leave out making it: what a call costs beside
 * that is the tracing.
 */
final class DefaultOrders implements Orders, BeanOrders {
    private volatile Object last = ""; // written by every caller

    @Override
    public String place(String order) {
        last = order;
        return "accepted";
    }

    @Override
    public String placeBean(OrderBean order) {
        last = order;
        return "accepted";
    }

    Object last() {
        return last;
    }
}
