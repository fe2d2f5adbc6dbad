package org.melange.kb.index;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.melange.kb.name.KeyHash;
import org.melange.kb.name.NameEntry;
import org.melange.kb.name.NameFeature;
import org.melange.kb.name.NameStore;
import org.melange.kb.name.Postings;

/** The names of a knowledge base in mapped files. */
public final class NameIndex implements NameStore {

  /** The table of the keys. */
  public static final String TABLE = "names";

  private final Keys keys;
  private final NumberedNames names;
  private final Map<NameFeature, PostingFiles> postings = new EnumMap<>(NameFeature.class);

  /**
   * Opens the files of an index, in any order. Files of other types are left alone.
   *
   * @throws IllegalArgumentException if a file is missing or cannot be read
   */
  public NameIndex(List<SectionReader> files) {
    this.keys = new Keys(TABLE, files);
    this.names = new NumberedNames(of(NumberedNamesWriter.TYPE, files));
    for (NameFeature feature : NameFeature.values()) {
      postings.put(feature, new PostingFiles(feature, of(PostingWriter.TYPE, files)));
    }
  }

  static List<SectionReader> of(String type, List<SectionReader> files) {
    return files.stream().filter(file -> file.type().equals(type)).toList();
  }

  @Override
  public int size() {
    return names.size();
  }

  @Override
  public int find(String name) {
    return find(KeyHash.of(name), name, 0, name.length());
  }

  @Override
  public int length(int number) {
    return names.length(number);
  }

  @Override
  public int trigrams(int number) {
    return names.trigrams(number);
  }

  @Override
  public double weight(int number) {
    return names.weight(number);
  }

  @Override
  public List<NameEntry> entries(int number) {
    return names.entries(number);
  }

  @Override
  public Postings postings(NameFeature feature, long value) {
    return postings.get(feature).of(value);
  }

  @Override
  public boolean mayBegin(long hash) {
    return keys.mayBegin(hash);
  }

  @Override
  public int find(long hash, CharSequence text, int from, int to) {
    return keys.find(hash, number -> names.is(number, text, from, to));
  }
}
