package org.melange.clip.engine;

import java.util.List;

/**
 * Encodes tokenized texts and preprocessed images as features. {@link TorchEngine} is the
 * implementation with libtorch. Thread-safe.
 *
 * <p>An engine without memory for a batch throws the exception of its library. {@link
 * OomRetryingEngine} recognizes it and retries with smaller batches.
 */
public interface ClipEngine extends AutoCloseable {

  /**
   * The version of the features: engines of one version give the same features, within rounding. It
   * includes weights and precision.
   */
  String version();

  /**
   * Encodes texts.
   *
   * @param ids the token ids of each text, all of one length, start marker first, padded with the
   *     end marker
   * @return the features of each text; {@code tokens} has a row for each id
   */
  List<ClipOutput> texts(List<long[]> ids);

  /**
   * Encodes images.
   *
   * @param pixels the normalized pixels of each image, [3, S, S]
   * @return the features of each image
   */
  List<ClipOutput> images(List<float[]> pixels);

  @Override
  void close();
}
