package org.melange.kb;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Merges the records of one entity: those with its QID, and those of QIDs that redirect to it. They
 * arise where knowledge bases are combined.
 */
public final class EntityMerge {

  private EntityMerge() {}

  /**
   * Merges {@code entities}. Takes the first label, the first description that is not empty, the
   * largest popularity, and the union of each list in order. The labels of later records become
   * aliases, and their QIDs become redirects.
   *
   * @param entities records of one entity, at least one, the most trusted first; its QID is kept
   */
  public static Entity of(List<Entity> entities) {
    Entity first = entities.get(0);
    if (entities.size() == 1) {
      return first;
    }
    return new Entity(
        first.qid(),
        first.label(),
        entities.stream().map(Entity::description).filter(d -> !d.isEmpty()).findFirst().orElse(""),
        aliases(entities),
        union(entities, Entity::types),
        entities.stream().mapToLong(Entity::popularity).max().orElse(0),
        union(entities, Entity::images),
        redirects(entities));
  }

  private static List<String> aliases(List<Entity> entities) {
    Set<String> aliases = new LinkedHashSet<>();
    for (Entity entity : entities) {
      aliases.add(entity.label());
      aliases.addAll(entity.aliases());
    }
    aliases.remove(entities.get(0).label());
    return new ArrayList<>(aliases);
  }

  private static List<String> redirects(List<Entity> entities) {
    Set<String> redirects = new LinkedHashSet<>(union(entities, Entity::redirects));
    entities.forEach(entity -> redirects.add(entity.qid()));
    redirects.remove(entities.get(0).qid());
    return new ArrayList<>(redirects);
  }

  private static List<String> union(List<Entity> entities, Function<Entity, List<String>> part) {
    return entities.stream().flatMap(entity -> part.apply(entity).stream()).distinct().toList();
  }
}
