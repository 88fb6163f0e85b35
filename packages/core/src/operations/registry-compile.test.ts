import { testTable } from './checks.fixture.ts'

testTable('compiled it has the same bits')
