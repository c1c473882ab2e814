package io.telltale.bench;

/** A bean of five fields. Mutable, so that tracing must take a snapshot of it. */
public final class SampleOrder {
    private long id = 700_007;
    private String product = "blue teapot";
    private int quantity = 3;
    private double price = 19.99;
    private boolean express = true;

    public long getId() {
        return id;
    }

    public void setId(long id) {
        this.id = id;
    }

    public String getProduct() {
        return product;
    }

    public void setProduct(String product) {
        this.product = product;
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
