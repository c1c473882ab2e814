package io.telltale.bench;

/** A mutable argument, which has to be copied before the call returns. Not safe for several threads. */
public final class OrderBean {
    private String reference = "";
    private String customer = "";
    private int quantity;
    private double price;
    private boolean express;

    public static OrderBean of(String reference) {
        OrderBean order = new OrderBean();
        order.setReference(reference);
        order.setCustomer("customer-4711");
        order.setQuantity(3);
        order.setPrice(19.99);
        order.setExpress(true);
        return order;
    }

    public String getReference() {
        return reference;
    }

    public void setReference(String reference) {
        this.reference = reference;
    }

    public String getCustomer() {
        return customer;
    }

    public void setCustomer(String customer) {
        this.customer = customer;
    }

    public int getQuantity() {
        return quantity;
    }

    public void setQuantity(int quantity) {
        this.quantity = quantity;
    }

    public double getPrice() {
        return price;
    }

    public void setPrice(double price) {
        this.price = price;
    }

    public boolean isExpress() {
        return express;
    }

    public void setExpress(boolean express) {
        this.express = express;
    }
}
