/**
 * Image files of posts and entities: decides which addresses may be read, and finds and reads the
 * files within a time limit.
 *
 * <p>Addresses are not trusted. What is read goes to {@code spark.features}, which decodes it; web
 * addresses are left to {@code web}.
 */
package org.melange.spark.image;
