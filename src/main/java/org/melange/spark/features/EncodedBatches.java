package org.melange.spark.features;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.melange.link.model.Encoder;
import org.melange.link.model.FeatureCache;
import org.melange.link.model.ImageInput;
import org.melange.link.model.LinkingModel;
import org.melange.spark.image.FetchThreads;
import org.melange.spark.row.PrefetchingIterator;

/**
 * Encodes rows and keeps the device busy: while one thread computes a batch, others fetch and
 * decode the images of the next, and the task consumes the results of the previous one. Order is
 * kept. Confined to one task, and closed with it.
 *
 * @param <B> type of the results, any number for each batch
 */
public final class EncodedBatches<B> implements Iterator<B>, AutoCloseable {

  /** Batches that wait for the device or are on it. */
  private static final int ON_DEVICE = 2;

  /** A batch is closed at this many rows for each place in it, however few are new. */
  private static final int ROWS_A_PLACE = 8;

  private final PreparedRows inputs;
  private final int batchSize;
  private final ExecutorService device =
      Executors.newSingleThreadExecutor(FetchThreads.daemons("melange-device"));
  private final PrefetchingIterator<List<PreparedRow>, List<B>> encoded;
  private Iterator<B> ready = List.<B>of().iterator();

  /** Computes a batch on the device. */
  public interface Step<B> {
    /** Encodes a batch. */
    List<B> encode(LinkingModel model, FeatureCache cache, List<PreparedRow> batch);
  }

  /** How rows are brought to the encoder. */
  private interface Inputs {
    PreparedRows of(
        Iterator<Row> rows, EncoderSpec spec, Encoder encoder, FeatureCache cache, int window);
  }

  public EncodedBatches(Iterator<Row> rows, EncoderSpec spec, Step<B> step) {
    this(rows, spec, step, PreparedRows::new);
  }

  /** Batches of images alone. */
  static <B> EncodedBatches<B> ofImages(Iterator<Row> rows, EncoderSpec spec, Step<B> step) {
    return new EncodedBatches<>(rows, spec, step, PreparedRows::ofImages);
  }

  private EncodedBatches(Iterator<Row> rows, EncoderSpec spec, Step<B> step, Inputs prepare) {
    LinkingModel model = spec.model().load();
    Encoder encoder = model.encoder();
    FeatureCache cache = spec.cache(encoder.version());
    batchSize = spec.batchSize();
    inputs = prepare.of(rows, spec, encoder, cache, 2 * batchSize);
    Function<List<PreparedRow>, List<B>> timed =
        batch ->
            FeatureMetrics.time(FeatureMetrics.Part.MODEL, () -> step.encode(model, cache, batch));
    encoded =
        new PrefetchingIterator<>(
            batches(), ON_DEVICE, batch -> device.submit(() -> timed.apply(batch)));
    PrefetchingIterator.closeWithTask(this);
  }

  /** Groups rows so that a batch has as many new texts, or images, as the device takes at once. */
  private Iterator<List<PreparedRow>> batches() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return inputs.hasNext();
      }

      @Override
      public List<PreparedRow> next() {
        return FeatureMetrics.time(FeatureMetrics.Part.WAIT_INPUT, EncodedBatches.this::batch);
      }
    };
  }

  private List<PreparedRow> batch() {
    List<PreparedRow> batch = new ArrayList<>();
    Set<String> texts = new HashSet<>();
    Set<String> images = new HashSet<>();
    while (texts.size() < batchSize
        && images.size() < batchSize
        && batch.size() < ROWS_A_PLACE * batchSize
        && inputs.hasNext()) {
      PreparedRow row = inputs.next();
      batch.add(row);
      texts.add(row.text().key());
      if (row.image().input() instanceof ImageInput.Pixels image) {
        images.add(image.hash());
      }
    }
    return batch;
  }

  @Override
  public boolean hasNext() {
    while (!ready.hasNext() && encoded.hasNext()) {
      ready = FeatureMetrics.time(FeatureMetrics.Part.WAIT_MODEL, encoded::next).iterator();
    }
    return ready.hasNext();
  }

  @Override
  public B next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.next();
  }

  @Override
  public void close() {
    encoded.close();
    inputs.close();
    device.shutdownNow();
  }
}
