package org.melange.train.data;

/**
 * A mention and its gold entity.
 *
 * @param mention the mention in its post
 * @param entity the entity
 * @param <T> the representation of both
 */
public record MentionPair<T>(T mention, T entity) {}
