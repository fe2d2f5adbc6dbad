package org.melange.clip.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Splits batches that do not fit into the memory of a device. After an out-of-memory error the
 * batch is halved, and later batches are no larger. A JVM has one engine per device, so the limit
 * holds for all its tasks. Thread-safe.
 */
public final class OomRetryingEngine implements ClipEngine {

  private static final Logger LOG = LoggerFactory.getLogger(OomRetryingEngine.class);

  private final ClipEngine engine;
  private final AtomicInteger texts = new AtomicInteger(Integer.MAX_VALUE);
  private final AtomicInteger images = new AtomicInteger(Integer.MAX_VALUE);

  /**
   * @param engine owned and closed by this engine
   */
  public OomRetryingEngine(ClipEngine engine) {
    this.engine = engine;
  }

  @Override
  public String version() {
    return engine.version();
  }

  @Override
  public List<ClipOutput> texts(List<long[]> ids) {
    return inParts(ids, texts, "texts", engine::texts);
  }

  @Override
  public List<ClipOutput> images(List<float[]> pixels) {
    return inParts(pixels, images, "images", engine::images);
  }

  private static <A> List<ClipOutput> inParts(
      List<A> items, AtomicInteger limit, String what, Function<List<A>, List<ClipOutput>> encode) {
    List<ClipOutput> outputs = new ArrayList<>(items.size());
    while (outputs.size() < items.size()) {
      int from = outputs.size();
      int size = Math.min(limit.get(), items.size() - from);
      try {
        outputs.addAll(encode.apply(items.subList(from, from + size)));
      } catch (RuntimeException | OutOfMemoryError e) {
        if (size == 1 || !isOutOfMemory(e)) {
          throw e;
        }
        int smaller = limit.accumulateAndGet(size / 2, Math::min);
        LOG.warn("no memory for {} {} at once: going on with {}", size, what, smaller);
      }
    }
    return outputs;
  }

  /**
   * Whether the device or the process ran out of memory, recognized by the message of libtorch
   * ({@code CUDA out of memory}, {@code DefaultCPUAllocator: can't allocate memory}), of CUDA
   * libraries ({@code CUBLAS_STATUS_ALLOC_FAILED}) or of Java for a direct buffer.
   */
  static boolean isOutOfMemory(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      String message = String.valueOf(t.getMessage()).toLowerCase(Locale.ROOT);
      if (message.contains("out of memory")
          || message.contains("can't allocate memory")
          || message.contains("alloc_failed")
          || message.contains("direct buffer memory")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    engine.close();
  }
}
