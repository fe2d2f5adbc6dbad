package org.melange.enrich;

/** A question under its name; at most 64 characters, unique among those asked together. */
public record BatchQuestion(String key, ChatRequest request) {}
