/**
 * Images of posts and entities: which addresses may be read, and reading them within a time limit.
 */
package org.melange.spark.image;
