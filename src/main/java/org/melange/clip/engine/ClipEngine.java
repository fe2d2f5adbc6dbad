package org.melange.clip.engine;

import java.util.List;

/**
 * What turns prepared texts and images into features. {@link TorchEngine} is the one there is;
 * another library or a remote server can stand in its place. Thread-safe.
 *
 * <p>An engine that has no memory for a batch throws what its library throws; {@link
 * OomRetryingEngine} knows the signs of it and tries smaller ones.
 */
public interface ClipEngine extends AutoCloseable {

  /**
   * Names what is computed, to the number: engines of one version give the same features, within
   * rounding. Weights and precision are part of it.
   */
  String version();

  /**
   * Encodes texts.
   *
   * @param ids for each text its token ids, all of one length, start marker first, padded with the
   *     end marker
   * @return one for each text; {@code tokens} has a row for each id
   */
  List<ClipOutput> texts(List<long[]> ids);

  /**
   * Encodes images.
   *
   * @param pixels normalised [3, S, S] of each
   * @return one for each image
   */
  List<ClipOutput> images(List<float[]> pixels);

  @Override
  void close();
}
