/** The one name that no key of a config may have: assigned to an object it changes what the object inherits from. */
export const forbiddenKey = '__proto__'

/** Why, and what to do. */
export const forbiddenKeyMessage: string = `the key "${forbiddenKey}" is not allowed, as it stands for what all objects of the program have in common; take another name`
