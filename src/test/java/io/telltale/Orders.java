package io.telltale;

import java.util.concurrent.CompletionStage;

/** The service that the end-to-end tests trace. */
interface Orders {
    @Traced
    String place(int id, String note);

    @Traced(delivery = Delivery.SYNC)
    String placeSync(int id, String note);

    @Traced(delivery = Delivery.ASYNC)
    String placeAsync(int id, String note);

    @Traced(delivery = Delivery.DEFERRED)
    String placeDeferred(int id, String note);

    @Traced
    CompletionStage<String> later(CompletionStage<String> stage);

    @Traced
    Object echo(Object value);

    @Traced
    void fail(RuntimeException failure);

    /** Does as the annotations above tell it to. */
    final class Simple implements Orders {
        @Override
        public String place(int id, String note) {
            return note;
        }

        @Override
        public String placeSync(int id, String note) {
            return note;
        }

        @Override
        public String placeAsync(int id, String note) {
            return note;
        }

        @Override
        public String placeDeferred(int id, String note) {
            return note;
        }

        @Override
        public CompletionStage<String> later(CompletionStage<String> stage) {
            return stage;
        }

        @Override
        public Object echo(Object value) {
            return value;
        }

        @Override
        public void fail(RuntimeException failure) {
            throw failure;
        }
    }
}
