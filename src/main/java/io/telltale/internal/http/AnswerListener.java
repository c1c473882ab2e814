package io.telltale.internal.http;

import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Tells a body that its answer has begun, so that OkHttp sends it no second time by itself. Stateless. */
final class AnswerListener extends EventListener {
    @Override
    public void responseHeadersEnd(Call call, Response response) {
        RequestBody body = call.request().body();
        if (body instanceof EventsBody events) {
            events.answered(response.code());
        }
    }
}
