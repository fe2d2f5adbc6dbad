package org.melange.kb.index;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Texts of {@link TextWriter} by their positions. Thread-safe. */
public final class Texts {

  private final Offsets ends;
  private final ByteBuffer bytes;

  /** The texts in a section. */
  public Texts(SectionReader file, String name) {
    this.ends = new Offsets(file, name + ".ends");
    this.bytes = file.bytes(name);
  }

  /** The {@code i}-th text. */
  public String get(int i) {
    int from = (int) ends.get(i);
    byte[] text = new byte[(int) ends.get(i + 1) - from];
    bytes.get(from, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** Whether text {@code i} is the part of {@code text} from {@code from} to {@code to}. */
  boolean equals(int i, CharSequence text, int from, int to) {
    int at = (int) ends.get(i);
    int length = (int) ends.get(i + 1) - at;
    if (length < to - from) {
      return false;
    }
    int same = 0;
    while (same < to - from && text.charAt(from + same) == bytes.get(at + same)) {
      same++;
    }
    return same == to - from
        ? same == length
        : text.charAt(from + same) >= 0x80 && get(i).contentEquals(text.subSequence(from, to));
  }
}
