import { testTable } from './checks.fixture.ts'

testTable('mapped it is the loop, bit for bit', 'forward and reverse agree')
