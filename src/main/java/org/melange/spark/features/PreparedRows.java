package org.melange.spark.features;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.melange.corpus.ImageRef;
import org.melange.image.ImageOutcome;
import org.melange.link.model.ContentHashes;
import org.melange.link.model.Encoder;
import org.melange.link.model.FeatureCache;
import org.melange.link.model.ImageInput;
import org.melange.spark.image.FetchThreads;
import org.melange.spark.row.PostCodec;
import org.melange.spark.row.PrefetchingIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows with their texts tokenized and their images fetched, decoded and resized, some rows ahead,
 * by the threads that all tasks of an executor share. Rows near each other with the same image
 * share one fetch; an image whose features are cached is not decoded. Confined to one task, and
 * closed with it.
 */
final class PreparedRows implements Iterator<PreparedRow>, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PreparedRows.class);

  private final Function<Row, String> text;
  private final boolean named;
  private final Encoder encoder;
  private final FeatureCache cache;
  private final ImageLoader loader;
  private final Executor threads;
  private final PrefetchingIterator<Row, PreparedRow> ahead;
  private final Map<ImageRef, CompletableFuture<PreparedImage>> recent;
  private final Map<String, Integer> failures = new TreeMap<>();
  private volatile boolean closed;

  /**
   * @param window rows ahead
   */
  PreparedRows(
      Iterator<Row> rows, EncoderSpec spec, Encoder encoder, FeatureCache cache, int window) {
    this(rows, spec, encoder, cache, window, texts(spec, encoder), false);
  }

  private PreparedRows(
      Iterator<Row> rows,
      EncoderSpec spec,
      Encoder encoder,
      FeatureCache cache,
      int window,
      Function<Row, String> text,
      boolean named) {
    this.text = text;
    this.named = named;
    this.encoder = encoder;
    this.cache = cache;
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
    this.ahead = new PrefetchingIterator<>(rows, window, this::submit);
    PrefetchingIterator.closeWithTask(this);
  }

  /** Rows whose images are hashed and not decoded. */
  static PreparedRows named(Iterator<Row> rows, EncoderSpec spec, Encoder encoder, int window) {
    return new PreparedRows(
        rows, spec, encoder, new FeatureCache(0), window, texts(spec, encoder), true);
  }

  private static Function<Row, String> texts(EncoderSpec spec, Encoder encoder) {
    return spec.entities()
        ? RowTexts::ofEntity
        : row -> RowTexts.ofMention(row, encoder.preparation().text());
  }

  /** Rows of images alone. */
  static PreparedRows ofImages(
      Iterator<Row> rows, EncoderSpec spec, Encoder encoder, FeatureCache cache, int window) {
    return new PreparedRows(rows, spec, encoder, cache, window, row -> "", false);
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
      throw new CancellationException("the task has ended");
    }
    ImageLoader.Fetched fetched =
        FeatureMetrics.time(FeatureMetrics.Part.FETCH, () -> loader.fetch(ref));
    return fetched.fold(
        bytes -> {
          String key = ContentHashes.ofBytes(bytes);
          if (named) {
            return ready(new ImageInput.Hashed(key));
          }
          // Found here, an image need not be decoded. The encoder asks for the others, which
          // another task may have computed meanwhile.
          return cache
              .find(key)
              .map(features -> ready(new ImageInput.Encoded(key, features)))
              .orElseGet(
                  () -> FeatureMetrics.time(FeatureMetrics.Part.DECODE, () -> decode(key, bytes)));
        },
        this::failed);
  }

  private static PreparedImage ready(ImageInput image) {
    return new PreparedImage(image, PreparedImage.OK);
  }

  private PreparedImage decode(String key, byte[] bytes) {
    return loader
        .decode(bytes)
        .fold(decoded -> ready(encoder.prepare(key, decoded.image())), this::failed);
  }

  private PreparedImage failed(ImageOutcome.Failed failed) {
    LOG.debug("An image cannot be used: {}", failed.message());
    synchronized (failures) {
      failures.merge(failed.error().code(), 1, Integer::sum);
    }
    return new PreparedImage(ImageInput.MISSING, failed.error().code());
  }

  @Override
  public void close() {
    boolean first = !closed;
    closed = true;
    ahead.close();
    synchronized (failures) {
      if (first && !failures.isEmpty()) {
        LOG.info("Images of this task that cannot be used, by reason: {}", failures);
      }
    }
  }
}
