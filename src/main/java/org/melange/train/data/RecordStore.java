package org.melange.train.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.melange.link.model.ContentHashes;

/**
 * Examples in the order of their keys, regardless of the order in which they were collected, so
 * that the same data gives the same training.
 *
 * @param <E> an example
 */
public final class RecordStore<E> implements Examples<E>, AutoCloseable {

  private final RecordFile<E> file;
  private final String[] keys;
  private final int[] places;

  /**
   * A view of {@code file}.
   *
   * @param collected the key of each record, in the order of the file, without duplicates
   */
  public RecordStore(RecordFile<E> file, List<String> collected) {
    this.file = file;
    this.places =
        IntStream.range(0, collected.size())
            .boxed()
            .sorted(Comparator.comparing(collected::get))
            .mapToInt(Integer::intValue)
            .toArray();
    this.keys = Arrays.stream(places).mapToObj(collected::get).toArray(String[]::new);
    for (int i = 1; i < keys.length; i++) {
      if (keys[i].equals(keys[i - 1])) {
        throw new IllegalArgumentException("two examples are called " + keys[i]);
      }
    }
  }

  @Override
  public int size() {
    return keys.length;
  }

  @Override
  public E get(int i) {
    return file.get(places[i]);
  }

  @Override
  public String id(int i) {
    return keys[i];
  }

  /** {@inheritDoc} Here it is the key up to its first space. */
  @Override
  public String subject(int i) {
    int space = keys[i].indexOf(' ');
    return space < 0 ? keys[i] : keys[i].substring(0, space);
  }

  /** The index of the example with key {@code key}, or a negative number. */
  public int indexOf(String key) {
    return Arrays.binarySearch(keys, key);
  }

  /** A hash of the keys, which identifies the set of examples. */
  public String keysDigest() {
    byte[] all = String.join("\n", keys).getBytes(StandardCharsets.UTF_8);
    return ContentHashes.ofBytes(all).substring(0, 16);
  }

  @Override
  public void close() {
    file.close();
  }
}
