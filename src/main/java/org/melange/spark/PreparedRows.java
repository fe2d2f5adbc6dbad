package org.melange.spark;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.melange.clip.ClipOutput;
import org.melange.clip.ImageOutcome;
import org.melange.corpus.ImageRef;
import org.melange.link.ContentKeys;
import org.melange.link.Encoder;
import org.melange.link.FeatureMemo;
import org.melange.link.ImageInput;

/**
 * Rows with their texts tokenized and their images fetched, decoded and resized, some rows ahead,
 * by the threads that all tasks of an executor share. Rows near each other with the same image
 * share one fetch; an image whose features are remembered is not decoded. One task's; closed with
 * it.
 */
final class PreparedRows implements Iterator<PreparedRow>, AutoCloseable {

  private final Function<Row, String> text;
  private final boolean named;
  private final Encoder encoder;
  private final FeatureMemo memo;
  private final ImageLoader loader;
  private final Executor threads;
  private final Ahead<Row, PreparedRow> ahead;
  private final Map<ImageRef, CompletableFuture<PreparedImage>> recent;
  private volatile boolean closed;

  /**
   * @param window rows ahead
   */
  PreparedRows(Iterator<Row> rows, EncodeSpec spec, Encoder encoder, FeatureMemo memo, int window) {
    this(rows, spec, encoder, memo, window, row -> RowTexts.of(row, spec.entities()), false);
  }

  private PreparedRows(
      Iterator<Row> rows,
      EncodeSpec spec,
      Encoder encoder,
      FeatureMemo memo,
      int window,
      Function<Row, String> text,
      boolean named) {
    this.text = text;
    this.named = named;
    this.encoder = encoder;
    this.memo = memo;
    this.loader = spec.loader();
    this.threads = FetchThreads.get(spec.fetchThreads());
    this.recent =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(
              Map.Entry<ImageRef, CompletableFuture<PreparedImage>> eldest) {
            return size() > window;
          }
        };
    this.ahead = new Ahead<>(rows, window, this::submit);
    Ahead.closeWithTask(this);
  }

  /** Rows whose images are named by their content and not decoded. */
  static PreparedRows named(Iterator<Row> rows, EncodeSpec spec, Encoder encoder, int window) {
    return new PreparedRows(
        rows,
        spec,
        encoder,
        new FeatureMemo(0),
        window,
        row -> RowTexts.of(row, spec.entities()),
        true);
  }

  /** Rows of images alone. */
  static PreparedRows ofImages(
      Iterator<Row> rows, EncodeSpec spec, Encoder encoder, FeatureMemo memo, int window) {
    return new PreparedRows(rows, spec, encoder, memo, window, row -> "", false);
  }

  @Override
  public boolean hasNext() {
    return ahead.hasNext();
  }

  @Override
  public PreparedRow next() {
    return ahead.next();
  }

  private Future<PreparedRow> submit(Row row) {
    String content = text.apply(row);
    return image(row)
        .thenApplyAsync(image -> new PreparedRow(row, encoder.prepare(content), image), threads);
  }

  private CompletableFuture<PreparedImage> image(Row row) {
    List<ImageRef> refs = PostCodec.images(row);
    return refs.isEmpty()
        ? CompletableFuture.completedFuture(PreparedImage.NONE)
        : recent.computeIfAbsent(
            refs.get(0), ref -> CompletableFuture.supplyAsync(() -> prepare(ref), threads));
  }

  private PreparedImage prepare(ImageRef ref) {
    if (closed) {
      throw new CancellationException("the task is over");
    }
    ImageLoader.Fetched fetched = StageClock.time(StageClock.Part.FETCH, () -> loader.fetch(ref));
    return fetched.fold(
        bytes -> {
          String key = ContentKeys.ofBytes(bytes);
          if (named) {
            return known(key, null);
          }
          return memo.find(key)
              .map(known -> known(key, known))
              .orElseGet(() -> StageClock.time(StageClock.Part.DECODE, () -> decode(key, bytes)));
        },
        PreparedRows::failed);
  }

  private static PreparedImage known(String key, ClipOutput output) {
    return new PreparedImage(new ImageInput(key, null, output), PreparedImage.OK);
  }

  private PreparedImage decode(String key, byte[] bytes) {
    return loader
        .decode(bytes)
        .fold(
            decoded -> new PreparedImage(encoder.prepare(key, decoded.image()), PreparedImage.OK),
            PreparedRows::failed);
  }

  private static PreparedImage failed(ImageOutcome.Failed failed) {
    return new PreparedImage(ImageInput.NONE, failed.fault().code());
  }

  @Override
  public void close() {
    closed = true;
    ahead.close();
  }
}
