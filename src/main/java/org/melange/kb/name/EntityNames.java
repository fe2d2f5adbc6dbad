package org.melange.kb.name;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.melange.kb.Entity;

/**
 * The names by which an entity is looked up: its normalised label and aliases, and their folded
 * forms where they differ. A label such as {@code Georgia (country)} also gives {@code georgia}. A
 * name that arises in several ways is kept once, as the most reliable kind.
 *
 * <p>The weight of a name is a prior: 1 for a label, 0.9 for a label without its parenthesis or
 * without diacritics, 0.8 for an alias, 0.7 for an alias without diacritics. It is multiplied by a
 * factor for popularity: 0.5 for an unknown entity, growing logarithmically to 1 at a popularity
 * that depends on what popularity counts, by default {@value #FULL_POPULARITY}.
 */
public final class EntityNames {

  /** The default of the popularity from which on a name has its full weight. */
  public static final long FULL_POPULARITY = 1_000;

  private static final double UNKNOWN = 0.5;

  private static final Pattern DISAMBIGUATED = Pattern.compile("(.+?)\\s*\\([^()]+\\)\\s*");

  private final Entity entity;
  private final double popularityFactor;
  private final Map<String, Name> names = new LinkedHashMap<>();

  private EntityNames(Entity entity, long fullPopularity) {
    this.entity = entity;
    double grown =
        Math.log1p((double) Math.max(0, entity.popularity())) / Math.log1p((double) fullPopularity);
    this.popularityFactor = UNKNOWN + (1 - UNKNOWN) * Math.min(1, grown);
  }

  /** The names of {@code entity}, each once, the most reliable kinds first. */
  public static List<Name> of(Entity entity) {
    return of(entity, FULL_POPULARITY);
  }

  /**
   * The names of {@code entity}, each once, the most reliable kinds first.
   *
   * @param fullPopularity the popularity from which on a name has its full weight, at least 1
   */
  public static List<Name> of(Entity entity, long fullPopularity) {
    return new EntityNames(entity, fullPopularity).collect();
  }

  private List<Name> collect() {
    Matcher label = DISAMBIGUATED.matcher(entity.label());
    String plain = label.matches() ? label.group(1) : "";
    add(NameNormalizer.normalize(entity.label()), Name.Kind.LABEL, 1);
    add(NameNormalizer.normalize(plain), Name.Kind.ALIAS, 0.9);
    entity.aliases().forEach(a -> add(NameNormalizer.normalize(a), Name.Kind.ALIAS, 0.8));
    add(NameNormalizer.fold(entity.label()), Name.Kind.LABEL_FOLDED, 0.9);
    add(NameNormalizer.fold(plain), Name.Kind.ALIAS_FOLDED, 0.8);
    entity.aliases().forEach(a -> add(NameNormalizer.fold(a), Name.Kind.ALIAS_FOLDED, 0.7));
    return List.copyOf(names.values());
  }

  private void add(String name, Name.Kind kind, double prior) {
    if (!name.isEmpty()) {
      names.putIfAbsent(name, new Name(name, entity.qid(), kind, prior * popularityFactor));
    }
  }
}
