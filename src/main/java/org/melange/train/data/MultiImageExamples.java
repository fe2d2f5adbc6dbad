package org.melange.train.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Examples of which some have several images: one record for each image. An epoch sees one of them,
 * which is drawn by seed, epoch and key, so that every machine and every resumed training draws the
 * same. Before the first epoch it is the first image. Not thread-safe.
 *
 * @param <E> an example
 */
public final class MultiImageExamples<E> implements Examples<E> {

  /** Digits of an image's position in the key of a record. */
  public static final int DIGITS = 6;

  private final RecordStore<E> records;
  private final long seed;
  private final String[] keys;
  private final int[] first;
  private int epoch;

  /**
   * A view of {@code records}.
   *
   * @param records whose keys are the key of an example, a space, and the position of the image
   *     with {@value #DIGITS} digits
   * @param seed of the draws
   */
  public MultiImageExamples(RecordStore<E> records, long seed) {
    this.records = records;
    this.seed = seed;
    this.first =
        IntStream.range(0, records.size())
            .filter(i -> i == 0 || !records.subject(i).equals(records.subject(i - 1)))
            .toArray();
    this.keys = Arrays.stream(first).mapToObj(records::subject).toArray(String[]::new);
  }

  @Override
  public int size() {
    return keys.length;
  }

  @Override
  public E get(int i) {
    int images = (i + 1 < first.length ? first[i + 1] : records.size()) - first[i];
    return records.get(first[i] + drawn(keys[i], images));
  }

  @Override
  public String id(int i) {
    return keys[i];
  }

  @Override
  public void startEpoch(int number) {
    epoch = number;
  }

  /** The index of the example with key {@code key}, or a negative number. */
  public int indexOf(String key) {
    return Arrays.binarySearch(keys, key);
  }

  private int drawn(String key, int images) {
    if (images == 1 || epoch == 0) {
      return 0;
    }
    long state = (seed * 0x9e3779b97f4a7c15L + epoch) * 0x9e3779b97f4a7c15L + key.hashCode();
    return new SplittableRandom(state).nextInt(images);
  }
}
