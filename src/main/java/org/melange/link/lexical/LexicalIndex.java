package org.melange.link.lexical;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.StreamSupport;
import org.melange.kb.Qids;
import org.melange.kb.name.Name;
import org.melange.kb.name.NameNormalizer;

/**
 * The words of the names and descriptions of all entities, as numbers in flat arrays. Entities are
 * in the order of their QIDs. Immutable, thread-safe.
 */
public final class LexicalIndex {

  private final long[] qids;

  /** What each entity's popularity multiplies the weights of its names by. */
  private final float[] popularityFactors;

  /** The names of entity {@code e} are those from {@code firstNames[e]} to the next. */
  private final int[] firstNames;

  private final String[] names;
  private final IntLists nameWords;
  private final IntLists nameInitials;
  private final IntLists descriptionStems;
  private final Vocabulary words;
  private final Vocabulary stems;

  /**
   * Builds the index.
   *
   * @param names the names of all entities, as {@code EntityNames} makes them
   * @param description the description of an entity by the number in its QID; may be empty
   * @throws IllegalArgumentException if the QID of a name is not valid
   */
  public LexicalIndex(Iterable<Name> names, LongFunction<String> description) {
    Name[] byEntity =
        StreamSupport.stream(names.spliterator(), false)
            .sorted(Comparator.comparingLong(name -> Qids.number(name.qid())))
            .toArray(Name[]::new);
    Builder builder = new Builder(byEntity.length);
    for (int from = 0, to; from < byEntity.length; from = to) {
      to = from + 1;
      while (to < byEntity.length && byEntity[to].qid().equals(byEntity[from].qid())) {
        to++;
      }
      builder.add(Arrays.asList(byEntity).subList(from, to), description);
    }
    this.qids = Arrays.copyOf(builder.qids, builder.entities);
    this.popularityFactors = Arrays.copyOf(builder.popularityFactors, builder.entities);
    this.firstNames = Arrays.copyOf(builder.firstNames, builder.entities + 1);
    this.names = builder.names.toArray(new String[0]);
    this.nameWords = builder.nameWords.build();
    this.nameInitials = builder.nameInitials.build();
    this.descriptionStems = builder.descriptionStems.build();
    this.words = builder.words.build();
    this.stems = builder.stems.build();
  }

  /** Collects the words of entities in the order of their QIDs. */
  private static final class Builder {
    private final long[] qids;
    private final float[] popularityFactors;
    private final int[] firstNames;
    private final List<String> names = new ArrayList<>();
    private final IntLists.Builder nameWords = new IntLists.Builder();
    private final IntLists.Builder nameInitials = new IntLists.Builder();
    private final IntLists.Builder descriptionStems = new IntLists.Builder();
    private final Vocabulary.Builder words = new Vocabulary.Builder();
    private final Vocabulary.Builder stems = new Vocabulary.Builder();
    private int entities;

    Builder(int most) {
      qids = new long[most];
      popularityFactors = new float[most];
      firstNames = new int[most + 1];
    }

    void add(List<Name> entity, LongFunction<String> description) {
      qids[entities] = Qids.number(entity.get(0).qid());
      popularityFactors[entities] =
          (float)
              entity.stream()
                  .filter(name -> name.kind() == Name.Kind.LABEL)
                  .mapToDouble(Name::weight)
                  .max()
                  .orElse(1);
      folded(entity).forEach(this::add);
      String[] described = Words.ofText(description.apply(qids[entities]));
      descriptionStems.add(
          described.length == 0
              ? new int[0]
              : Vocabulary.distinct(stems.add(Words.stems(described))));
      firstNames[++entities] = names.size();
    }

    private static Set<String> folded(List<Name> entity) {
      Set<String> folded = new LinkedHashSet<>();
      entity.stream()
          .map(Name::name)
          .sorted()
          .forEach(name -> folded.add(NameNormalizer.fold(name)));
      return folded;
    }

    private void add(String folded) {
      String[] split = Words.ofFolded(folded);
      names.add(folded);
      nameWords.add(words.add(split));
      nameInitials.add(Words.initials(split));
    }
  }

  /** The number of entities. */
  public int size() {
    return qids.length;
  }

  /** The position of an entity by the number in its QID; negative if it is unknown. */
  int find(long qid) {
    return Arrays.binarySearch(qids, qid);
  }

  long qid(int entity) {
    return qids[entity];
  }

  /** What its popularity multiplies the weights of its names by, in (0, 1]. */
  double popularityFactor(int entity) {
    return popularityFactors[entity];
  }

  /** The first name of an entity; its last one is before the first of the next. */
  int firstName(int entity) {
    return firstNames[entity];
  }

  /** A name without diacritics and punctuation. */
  String name(int name) {
    return names[name];
  }

  /** The words of each name, in their order. */
  IntLists nameWords() {
    return nameWords;
  }

  /** Hashes of the initials of each name. */
  IntLists nameInitials() {
    return nameInitials;
  }

  /** The stems of each entity's description, sorted. */
  IntLists descriptionStems() {
    return descriptionStems;
  }

  Vocabulary words() {
    return words;
  }

  Vocabulary stems() {
    return stems;
  }
}
