package org.melange.spark.kb;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.melange.config.MentionSettings;
import org.melange.kb.index.NameIndex;
import org.melange.kb.index.NameIndexBuilder;
import org.melange.kb.name.CandidateIndex;
import org.melange.kb.name.MentionFinder;
import org.melange.kb.name.Name;
import org.melange.spark.io.JvmSingletons;
import org.melange.spark.row.Schemas;

/**
 * All names of a knowledge base in the compact form that is broadcast to the executors. Each
 * executor JVM builds the indexes over them once.
 */
public final class BroadcastNames implements Serializable {

  private static final long serialVersionUID = 1L;

  private final String version;
  private final String[] names;
  private final String[] qids;
  private final Name.Kind[] kinds;
  private final double[] weights;

  private BroadcastNames(String version, List<Name> rows) {
    this.version = version;
    names = rows.stream().map(Name::name).toArray(String[]::new);
    qids = rows.stream().map(Name::qid).toArray(String[]::new);
    kinds = rows.stream().map(Name::kind).toArray(Name.Kind[]::new);
    weights = rows.stream().mapToDouble(Name::weight).toArray();
  }

  /**
   * Collects names.
   *
   * @param version of the knowledge base
   * @param rows of {@link Schemas#NAME}
   */
  static BroadcastNames of(String version, Iterator<Row> rows) {
    List<Name> names = new ArrayList<>();
    rows.forEachRemaining(row -> names.add(EntityCodec.name(row)));
    return new BroadcastNames(version, names);
  }

  /** The index that finds candidates by these names. */
  public CandidateIndex candidates() {
    return JvmSingletons.get("candidates " + version, () -> new CandidateIndex(index()));
  }

  private NameIndex index() {
    return JvmSingletons.get("names " + version, () -> NameIndexBuilder.of(all()));
  }

  /** The finder of mentions by these names. */
  MentionFinder finder(MentionSettings rules) {
    MentionFinder.Settings defaults = MentionFinder.Settings.DEFAULT;
    MentionFinder.Settings settings =
        new MentionFinder.Settings(
            rules.minChars(),
            rules.minCharsCjk(),
            defaults.numbers(),
            defaults.stopWords(),
            !rules.matchLowercase());
    return JvmSingletons.get(
        String.join(
            " ",
            "finder",
            version,
            Integer.toString(settings.minLength()),
            Integer.toString(settings.minLengthCjk()),
            Boolean.toString(settings.capitalized())),
        () -> new MentionFinder(index(), settings));
  }

  /** All names, in no particular order. */
  public List<Name> all() {
    return new AbstractList<>() {
      @Override
      public Name get(int i) {
        return new Name(names[i], qids[i], kinds[i], weights[i]);
      }

      @Override
      public int size() {
        return names.length;
      }
    };
  }
}
