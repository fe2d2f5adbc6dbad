package org.melange.enrich.chat;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** Reads a response body into memory and fails if it is larger than any valid answer. */
final class SizeLimitedBodySubscriber implements BodySubscriber<byte[]> {

  private static final long MAX_BYTES = 8 << 20;

  private final BodySubscriber<byte[]> body = BodySubscribers.ofByteArray();
  private Subscription subscription;
  private long read;

  @Override
  public CompletionStage<byte[]> getBody() {
    return body.getBody();
  }

  @Override
  public void onSubscribe(Subscription newSubscription) {
    subscription = newSubscription;
    body.onSubscribe(newSubscription);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    read += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
    if (read > MAX_BYTES) {
      subscription.cancel();
      body.onError(new IOException("an answer of more than " + MAX_BYTES + " bytes"));
    } else {
      body.onNext(buffers);
    }
  }

  @Override
  public void onError(Throwable error) {
    body.onError(error);
  }

  @Override
  public void onComplete() {
    body.onComplete();
  }
}
